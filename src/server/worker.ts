import { createApp } from "./http/app.ts";

export { InboxObject } from "./inbox/inbox-object.ts";
export { RoomObject } from "./room/room-object.ts";

export default { fetch: createApp().fetch } satisfies ExportedHandler<Env>;
