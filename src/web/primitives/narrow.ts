import { createSignal } from "solid-js";

// As in the style sheets.
const query = matchMedia("(max-width: 719px)");
const [matches, set] = createSignal(query.matches);
query.addEventListener("change", () => set(query.matches));

/** Whether one page is seen at a time, as on a phone, and not the rooms beside what is open. */
export const isNarrow = matches;
