import { createSignal } from "solid-js";

// The same as in the style sheets.
const query = matchMedia("(max-width: 719px)");
const [matches, set] = createSignal(query.matches);
query.addEventListener("change", () => set(query.matches));

/** Whether the screen shows one page at a time, as on a phone, instead of the rooms beside the open one. */
export const isNarrow = matches;
