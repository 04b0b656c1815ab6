import { assertNever } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { RANK } from "../../protocol/policy.ts";
import type { Change, Member, Role } from "../../protocol/room.ts";

/** A member as a list shows them. */
export type RosterMember = Pick<Member, "user_id" | "role" | "muted_until">;

/**
 * The members of a room as far as they have been read, page by page, and kept up to date by the changes
 * since. Pure.
 */
export class RosterLog {
  readonly #members = new Map<UserId, RosterMember>();
  /** The changes since the page under way was asked for, which may not include them. */
  #since: Change[] | undefined;
  #last: UserId | undefined;
  #isComplete = false;
  /** What is shown may be outdated, and is dropped when the first page comes. */
  #isStale = false;

  /** Owners first, then admins, then the others; each as they were read. */
  get members(): readonly RosterMember[] {
    return [...this.#members.values()].sort((a, b) => RANK[b.role] - RANK[a.role]);
  }

  /** The member after whom to read on; undefined at the beginning. */
  get last(): UserId | undefined {
    return this.#last;
  }

  get isReading(): boolean {
    return this.#since !== undefined;
  }

  /** Whether all members are here. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Shows what was cached when the room was last open, until the first page comes. */
  remember(members: readonly RosterMember[]): void {
    if (this.#members.size > 0 || this.#last !== undefined) return;
    for (const member of members) this.#members.set(member.user_id, member);
    this.#isStale = true;
  }

  beginReading(): void {
    this.#since = [];
  }

  /** The page that was asked for has come; with `isLast` it is the last. */
  page(members: readonly Member[], isLast: boolean): void {
    if (this.#isStale) this.#members.clear();
    this.#isStale = false;
    for (const { user_id, role, muted_until } of members)
      this.#members.set(user_id, { user_id, role, muted_until });
    this.#last = members.at(-1)?.user_id ?? this.#last;
    this.#isComplete = isLast;
    const since = this.#since ?? [];
    this.#since = undefined;
    for (const change of since) this.#follow(change);
  }

  /** The page will not come. */
  endReading(): void {
    this.#since = undefined;
  }

  /** Something may have been missed: reading starts over. */
  restart(): void {
    this.#isStale = true;
    this.#since = undefined;
    this.#last = undefined;
    this.#isComplete = false;
  }

  take(changes: readonly Change[]): void {
    for (const change of changes) this.#follow(change);
    this.#since?.push(...changes);
  }

  #follow(change: Change): void {
    switch (change.type) {
      case "member_joined":
        if (this.#isRead(change.user_id, change.role)) this.#put(change.user_id, { role: change.role });
        return;
      case "member_left":
      case "member_removed":
      case "member_banned":
        return void this.#members.delete(change.user_id);
      case "role_changed":
        if (this.#isRead(change.user_id, change.role)) this.#put(change.user_id, { role: change.role });
        return;
      case "member_muted":
        if (this.#members.has(change.user_id)) this.#put(change.user_id, { muted_until: change.until });
        return;
      case "member_unbanned":
      case "room_changed":
      case "message_changed":
        return;
      default:
        return assertNever(change);
    }
  }

  #put(user_id: UserId, what: Partial<RosterMember>): void {
    const known = this.#members.get(user_id) ?? { user_id, role: "member", muted_until: 0 };
    this.#members.set(user_id, { ...known, ...what });
  }

  /** Whether a user belongs to the pages read so far; if not, a later one has them. */
  #isRead(user_id: UserId, role: Role): boolean {
    if (this.#isComplete || role !== "member" || this.#members.has(user_id)) return true;
    return this.#last !== undefined && user_id < this.#last;
  }
}
