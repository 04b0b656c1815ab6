import { createSignal } from "solid-js";
import type { SectionName } from "./sections.ts";

const KEY = "parlor.closed-sections";

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set(); // Storage may be forbidden, or contain something else by now.
  }
}

/** The sections of the list of rooms that are collapsed on this device. */
const [closedSections, setClosed] = createSignal(read());

export { closedSections };

export function toggleSection(name: SectionName): void {
  const next = new Set(closedSections());
  if (!next.delete(name)) next.add(name);
  setClosed(next);
  try {
    localStorage.setItem(KEY, JSON.stringify([...next]));
  } catch {
    // Then it lasts as long as the page.
  }
}
