import { lazyView } from "../language/lazy-view.ts";

/** What opens beside a room in the list and above its messages. */
export const RoomMenu = lazyView(async () => (await import("./room-menu.tsx")).RoomMenu);
