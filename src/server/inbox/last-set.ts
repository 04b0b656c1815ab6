import { type InboxAction, namesSetBy } from "../../protocol/actions.ts";
import { LAST_SET_DAYS, LAST_SET_MAX } from "../../protocol/limits.ts";
import type { Entries } from "./entries.ts";
import type { LastSetTable } from "./tables/last-set.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * When each thing was last set, by when the action was made and not by when it arrived: what a device did while it
 * had no connection undoes nothing that another one did since. A draft has its time in itself.
 */
export class LastSet {
  readonly #table: LastSetTable;
  readonly #entries: Pick<Entries, "at">;

  constructor(table: LastSetTable, entries: Pick<Entries, "at">) {
    this.#table = table;
    this.#entries = entries;
  }

  /** What of an action nobody has set since it was made; undefined if that is nothing. */
  newest(action: InboxAction, made_at: number): InboxAction | undefined {
    const names = namesSetBy(action);
    const late = names.filter((name) => made_at < this.#at(name));
    if (late.length === 0) return action;
    if (late.length === names.length || action.type !== "update_settings") return undefined;
    const kept = Object.entries(action).filter(([name]) => !late.includes(name));
    return Object.fromEntries(kept) as typeof action;
  }

  /** Notes when an action was made. Inside a transaction of the caller's. */
  note(action: InboxAction, made_at: number, now: number): void {
    if (action.type === "draft" && action.text !== "") return;
    for (const name of namesSetBy(action)) this.#table.put(name, made_at);
    if (this.#table.count() > LAST_SET_MAX)
      this.#table.forget(now - LAST_SET_DAYS * DAY_MS, LAST_SET_MAX / 2);
  }

  #at(name: string): number {
    const entry = name.startsWith("draft ") ? this.#entries.at(name) : undefined;
    return Math.max(this.#table.at(name), entry?.kind === "draft" ? entry.at : 0);
  }
}
