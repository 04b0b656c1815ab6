import { createSignal } from "solid-js";
import type { SectionName } from "./sections.ts";

const KEY = "parlor.closed-sections";

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set(); // Storage may be forbidden, or hold something else by now.
  }
}

/** Sections of the list of rooms that are folded away on this device. */
const [closedSections, setClosed] = createSignal(read());

export { closedSections };

export function toggleSection(name: SectionName): void {
  const next = new Set(closedSections());
  if (!next.delete(name)) next.add(name);
  setClosed(next);
  try {
    localStorage.setItem(KEY, JSON.stringify([...next]));
  } catch {
    // It then lasts as long as the page.
  }
}
