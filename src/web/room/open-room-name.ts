import { createSignal } from "solid-js";

/** The name of the open room, for the title of the tab. */
export const [openRoomName, setOpenRoomName] = createSignal("");
