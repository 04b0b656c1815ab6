import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { dmMembers, type UserId } from "../../protocol/ids.ts";
import type { Change, Role } from "../../protocol/room.ts";
import type { Log } from "./log.ts";
import type { RoomInfo, RoomSql, StoredMember } from "./room-sql.ts";

/** Who is in the room, and the rules for coming and going. Each operation answers with what changed. */
export class Membership {
  readonly #sql: RoomSql;
  readonly #log: Log;
  readonly #room: RoomInfo;
  readonly #max: number;
  /** Members asked for since the object woke: every send asks for its sender. */
  readonly #known = new Map<UserId, StoredMember>();
  #count: number;

  constructor(sql: RoomSql, log: Log, room: RoomInfo, max: number) {
    this.#sql = sql;
    this.#log = log;
    this.#room = room;
    this.#max = max;
    this.#count = sql.memberCount();
  }

  get count(): number {
    return this.#count;
  }

  get(user_id: UserId): StoredMember | undefined {
    const known = this.#known.get(user_id) ?? this.#sql.member(user_id);
    if (known) this.#known.set(user_id, known);
    return known;
  }

  /** The first members of a new room. */
  found(owner: UserId, others: readonly UserId[], now: number): void {
    if (this.#room.kind === "dm") {
      // Nobody is told that somebody thought of writing to them; their first message says it.
      for (const user_id of dmMembers(this.#room.room_id))
        this.#add(owner, user_id, "member", now, { tell: user_id === owner });
      return;
    }
    for (const user_id of new Set([owner, ...others]))
      this.#add(owner, user_id, user_id === owner ? "owner" : "member", now);
  }

  /** Anyone may join a public channel. Joining again changes nothing. */
  join(user_id: UserId, now: number): Result<readonly Change[]> {
    if (this.get(user_id)) return accept([]);
    if (this.#room.kind !== "channel") return refuse("not_allowed");
    if (this.#count >= this.#max) return refuse("room_full");
    // A channel that everybody left goes to whoever comes first.
    const role = this.#count === 0 ? "owner" : "member";
    return accept(this.#sql.transaction(() => [this.#add(user_id, user_id, role, now)]));
  }

  /** Any member of a group or channel may bring people in. */
  invite(by: UserId, user_ids: readonly UserId[], now: number): Result<readonly Change[]> {
    if (!this.get(by)) return refuse("not_a_member");
    if (this.#room.kind === "dm") return refuse("not_allowed");
    const added = [...new Set(user_ids)].filter((user_id) => !this.get(user_id));
    if (this.#count + added.length > this.#max) return refuse("room_full");
    return accept(this.#sql.transaction(() => added.map((user_id) => this.#add(by, user_id, "member", now))));
  }

  /** A room never stays without an owner: the longest-standing admin, else member, follows the last one. */
  leave(user_id: UserId, now: number): Result<readonly Change[]> {
    if (!this.get(user_id)) return refuse("not_a_member");
    if (this.#room.kind === "dm") return refuse("not_allowed");
    const changes = this.#sql.transaction(() => {
      const left = this.#remove(user_id, user_id, now);
      const heir = this.#sql.countRole("owner") === 0 ? this.#heir() : undefined;
      return heir ? [left, this.#promote(user_id, heir, now)] : [left];
    });
    return accept(changes);
  }

  #add(by: UserId, user_id: UserId, role: Role, now: number, { tell } = { tell: true }): Change {
    const member = { user_id, role, joined_at: now, read_from: this.#log.tail.message_id };
    this.#sql.putMember(member);
    const change = this.#log.record({ type: "member_joined", by, user_id, role }, now);
    if (tell) this.#owe(change, user_id);
    this.#known.set(user_id, member);
    this.#count++;
    return change;
  }

  #remove(by: UserId, user_id: UserId, now: number): Change {
    this.#sql.deleteMember(user_id);
    const change = this.#log.record({ type: "member_left", by, user_id }, now);
    this.#owe(change, user_id);
    this.#known.delete(user_id);
    this.#count--;
    return change;
  }

  #promote(by: UserId, member: StoredMember, now: number): Change {
    const promoted: StoredMember = { ...member, role: "owner" };
    this.#sql.putMember(promoted);
    const change = this.#log.record(
      { type: "role_changed", by, user_id: member.user_id, role: "owner" },
      now,
    );
    this.#owe(change, member.user_id);
    this.#known.set(member.user_id, promoted);
    return change;
  }

  #owe({ change_id, after_message_id }: Change, user_id: UserId): void {
    this.#sql.owe({ user_id, change_id, message_id: after_message_id });
  }

  #heir(): StoredMember | undefined {
    const members = this.#sql.members();
    return members.find((member) => member.role === "admin") ?? members[0];
  }
}
