import { createApp } from "./http/app.ts";

export { UploadObject } from "./files/upload-object.ts";
export { InboxObject } from "./inbox/inbox-object.ts";
export { RoomObject } from "./room/room-object.ts";

export default { fetch: createApp().fetch } satisfies ExportedHandler<Env>;
