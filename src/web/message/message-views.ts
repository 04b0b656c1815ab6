import { lazyView } from "../language/lazy-view.ts";

/** What opens above the messages of a room or a thread. */
export const MessageMenu = lazyView(async () => (await import("./message-menu.tsx")).MessageMenu);
export const Viewer = lazyView(async () => (await import("./viewer.tsx")).Viewer);
