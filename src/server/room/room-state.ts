import { type Refusal, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { denialFor, type Operation, type Rules, type Standing } from "../../protocol/policy.ts";
import type { RoomSettings, Room as RoomView } from "../../protocol/room.ts";
import { type ChangeBody, Log } from "./log.ts";
import type { StoredMember } from "./member-sql.ts";
import type { RoomInfo, RoomSql, StoredChange } from "./room-sql.ts";

/** What a deployment may set otherwise than `limits.ts`. */
export interface RoomLimits {
  readonly members_max: number;
  readonly edit_window_ms: number;
}

/**
 * What a room is at this moment: its settings, its log's ends, its members. All other parts of the
 * core work on it, so that each fact is kept in one place and memory and tables agree.
 */
export class RoomState {
  readonly sql: RoomSql;
  readonly log: Log;
  readonly limits: RoomLimits;
  #info: RoomInfo;
  /** What of the settings decides who may do what, made once for each change of them: every send asks. */
  #rules: Rules;
  /** Members asked for since the object woke: every send asks for its sender. */
  readonly #known = new Map<UserId, StoredMember>();
  #count: number;

  constructor(sql: RoomSql, info: RoomInfo, limits: RoomLimits) {
    this.sql = sql;
    this.log = new Log(sql);
    this.limits = limits;
    this.#info = info;
    this.#rules = rulesOf(info);
    this.#count = sql.members.count();
  }

  get info(): RoomInfo {
    return this.#info;
  }

  get memberCount(): number {
    return this.#count;
  }

  /** What its members see of the room. */
  view(): RoomView {
    const { room_id, kind, created_at, settings } = this.#info;
    return { room_id, kind, created_at, ...settings, member_count: this.#count };
  }

  changeSettings(settings: Partial<RoomSettings>): void {
    this.#put({ ...this.#info, settings: { ...this.#info.settings, ...settings } });
  }

  /** Nobody is in the room any more, and everyone who was must be told. */
  end(change: StoredChange, now: number): void {
    this.oweEveryone(change);
    this.sql.members.clear();
    this.sql.endLeases();
    this.#known.clear();
    this.#count = 0;
    this.#put({ ...this.#info, deleted_at: now });
  }

  get isDeleted(): boolean {
    return this.#info.deleted_at !== null;
  }

  #put(info: RoomInfo): void {
    this.#info = info;
    this.#rules = rulesOf(info);
    this.sql.putRoom(info);
    if (info.kind === "channel") this.sql.oweListing();
  }

  // ---- members --------------------------------------------------------------------------------

  member(user_id: UserId): StoredMember | undefined {
    const known = this.#known.get(user_id) ?? this.sql.members.get(user_id);
    if (known) this.#known.set(user_id, known);
    return known;
  }

  standing(user_id: UserId): Standing {
    const member = this.member(user_id);
    return {
      role: member?.role,
      banned: !member && this.sql.members.isBanned(user_id),
      muted_until: member?.muted_until ?? 0,
      blocked: this.#info.kind === "dm" && this.sql.members.isBlocked(user_id),
    };
  }

  /** Why someone may not do something, or nothing where they may. */
  denialFor(operation: Operation, user_id: UserId, now: number): Refusal | undefined {
    if (this.isDeleted) return refuse("not_a_member");
    return denialFor(operation, this.standing(user_id), this.#rules, now);
  }

  /** Whether there is room for so many more. */
  refuseMore(people: number): Refusal | undefined {
    return this.#count + people > this.limits.members_max ? refuse("room_full") : undefined;
  }

  putMember(member: StoredMember): void {
    if (!this.member(member.user_id)) this.#count++;
    this.sql.members.put(member);
    this.#known.set(member.user_id, member);
  }

  /** Owes everyone an update. */
  oweEveryone(change: StoredChange): void {
    for (const { user_id } of this.sql.members.all()) this.#owe(user_id, change);
  }

  dropMember(user_id: UserId): void {
    if (this.member(user_id)) this.#count--;
    this.sql.members.delete(user_id);
    this.sql.endLease({ user_id, at: Number.MAX_SAFE_INTEGER });
    this.#known.delete(user_id);
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Records a change, and that the inboxes of these people must be told. */
  record(body: ChangeBody, now: number, concerned: readonly UserId[] = []): StoredChange {
    const change = this.log.record(body, now);
    for (const user_id of concerned) this.#owe(user_id, change);
    return change;
  }

  #owe(user_id: UserId, { change_id, after_message_id }: StoredChange): void {
    this.sql.owe({ user_id, message_id: after_message_id, change_id: change_id - 1, renewed: change_id });
  }
}

const rulesOf = ({ kind, settings }: RoomInfo): Rules => ({ kind, ...settings });
