import { MEMBERS_PAGE } from "../../protocol/limits.ts";
import type { Change } from "../../protocol/room.ts";
import type { RosterLog, RosterMember } from "./roster-log.ts";

/** The open member lists of one room, and the first page for those opened later. Pure. */
export class Rosters {
  readonly #open = new Set<RosterLog>();
  #firstPage: readonly RosterMember[] | undefined;

  /** The first page, as it was last known. */
  get firstPage(): readonly RosterMember[] | undefined {
    const read = [...this.#open].find(({ last }) => last !== undefined);
    if (read) this.#firstPage = read.members.slice(0, MEMBERS_PAGE);
    return this.#firstPage;
  }

  /** What was cached when the room was last open. */
  remember(members: readonly RosterMember[] | undefined): void {
    this.#firstPage ??= members;
    for (const roster of this.#open) roster.remember(members ?? []);
  }

  open(roster: RosterLog): void {
    roster.remember(this.firstPage ?? []);
    this.#open.add(roster);
  }

  close(roster: RosterLog): void {
    this.#firstPage = this.firstPage;
    this.#open.delete(roster);
  }

  take(changes: readonly Change[]): void {
    for (const roster of this.#open) roster.take(changes);
  }
}
