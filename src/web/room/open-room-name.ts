import { createSignal } from "solid-js";

/** What the room on the screen is called: the tab's title says it. */
export const [openRoomName, setOpenRoomName] = createSignal("");
