import { type Refusal, refuse } from "../../protocol/codes.ts";
import { otherMember, type UserId } from "../../protocol/ids.ts";
import { denialFor, type Operation, type Rules, type Standing } from "../../protocol/policy.ts";
import type { RoomSettings, Room as RoomView } from "../../protocol/room.ts";
import { type ChangeBody, Log } from "./log.ts";
import type { StoredChange } from "./tables/changes.ts";
import type { StoredMember } from "./tables/members.ts";
import type { RoomInfo } from "./tables/room-info.ts";
import { ALL_FILES, type RoomTables } from "./tables/room-tables.ts";

/** Limits a deployment may set for itself; `limits.ts` has the defaults. */
export interface RoomLimits {
  readonly members_max: number;
  readonly edit_window_ms: number;
}

/**
 * The current state of a room: its settings, the end of its log, its members. All other parts of the
 * core work on it, so that each fact is kept in one place, and memory and tables agree.
 */
export class RoomState {
  readonly tables: RoomTables;
  readonly log: Log;
  readonly limits: RoomLimits;
  #info: RoomInfo;
  /** The part of the settings that decides who may do what. Every send asks, so it is made once per change of settings. */
  #rules: Rules;
  /** Members asked for since the object woke: every send asks for its sender. */
  readonly #known = new Map<UserId, StoredMember>();
  #count: number;
  /** In a DM: who has not agreed to it yet. Every receipt asks. */
  #asked: ReadonlySet<UserId>;

  constructor(tables: RoomTables, info: RoomInfo, limits: RoomLimits) {
    this.tables = tables;
    this.log = new Log(tables);
    this.limits = limits;
    this.#info = info;
    this.#rules = rulesOf(info);
    this.#count = tables.members.count();
    this.#asked = new Set(info.kind === "dm" ? tables.consent.asked() : []);
  }

  get info(): RoomInfo {
    return this.#info;
  }

  get memberCount(): number {
    return this.#count;
  }

  /** The room as its members see it. */
  view(): RoomView {
    const { room_id, kind, created_at, settings } = this.#info;
    return { room_id, kind, created_at, ...settings, member_count: this.#count };
  }

  changeSettings(settings: Partial<RoomSettings>): void {
    this.#put({ ...this.#info, settings: { ...this.#info.settings, ...settings } });
  }

  /** Ends the room: it has no members any more, and everyone who was one, or was invited, must be told. */
  end(change: StoredChange, now: number): void {
    this.notifyEveryone(change);
    for (const user_id of this.tables.consent.dropInvitations()) this.#notify(user_id, change);
    this.tables.members.clear();
    this.tables.receipts.clear();
    this.tables.fanOut.endLeases();
    this.tables.fanOut.unquiet([...this.tables.fanOut.quiet().keys()]);
    if (!this.tables.messages.files.isEmpty()) this.tables.files.enqueue(ALL_FILES, null);
    this.#known.clear();
    this.#count = 0;
    this.#put({ ...this.#info, deleted_at: now });
  }

  /** What of the room decides who may do what. */
  get rules(): Rules {
    return this.#rules;
  }

  get isDeleted(): boolean {
    return this.#info.deleted_at !== null;
  }

  #put(info: RoomInfo): void {
    this.#info = info;
    this.#rules = rulesOf(info);
    this.tables.info.put(info);
    if (info.kind === "channel") this.tables.directory.enqueue(info.room_id, null);
  }

  // ---- members --------------------------------------------------------------------------------

  member(user_id: UserId): StoredMember | undefined {
    const known = this.#known.get(user_id) ?? this.tables.members.get(user_id);
    if (known) this.#known.set(user_id, known);
    return known;
  }

  standing(user_id: UserId, now: number): Standing {
    const member = this.member(user_id);
    const { bans, consent } = this.tables;
    const isDm = this.#info.kind === "dm";
    return {
      role: member?.role,
      banned: !member && bans.isBanned(user_id),
      muted_until: member?.muted_until ?? 0,
      blocked: isDm && (bans.isBlocked(user_id) || consent.declinedUntil(user_id) > now),
      silent: isDm && (this.isAsked(user_id) || bans.isBlocked(this.otherOf(user_id))),
      invited: !member && !isDm && consent.invitation(user_id) !== undefined,
    };
  }

  /** The other one of this DM. */
  otherOf(user_id: UserId): UserId {
    return otherMember(this.#info.room_id, user_id);
  }

  /** Whether a user has not yet agreed to this DM, which somebody else has begun. */
  isAsked(user_id: UserId): boolean {
    return this.#asked.has(user_id);
  }

  /** The user is asked whether they want this DM, or has agreed to it. */
  putAsked(user_id: UserId, isAsked: boolean): void {
    if (this.isAsked(user_id) === isAsked) return;
    if (isAsked) this.tables.consent.ask(user_id);
    else this.tables.consent.agree(user_id);
    this.#asked = new Set(this.tables.consent.asked());
  }

  /** Why a user may not do something, or undefined if they may. */
  denialFor(operation: Operation, user_id: UserId, now: number): Refusal | undefined {
    if (this.isDeleted) return refuse("not_a_member");
    return denialFor(operation, this.standing(user_id, now), this.#rules, now);
  }

  /** Why so many more members cannot join, or undefined if they can. */
  checkCapacity(newcomers: number): Refusal | undefined {
    return this.#count + newcomers > this.limits.members_max ? refuse("room_full") : undefined;
  }

  putMember(member: StoredMember): void {
    if (!this.member(member.user_id)) this.#count++;
    this.tables.members.put(member);
    this.#known.set(member.user_id, member);
  }

  dropMember(user_id: UserId): void {
    if (this.member(user_id)) this.#count--;
    this.tables.members.delete(user_id);
    this.tables.receipts.delete(user_id);
    this.tables.fanOut.endLease({ user_id, at: Number.MAX_SAFE_INTEGER });
    this.tables.fanOut.unquiet([user_id]);
    this.#known.delete(user_id);
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Records a change. The inboxes of the users it concerns will be told, even if they leave by it. */
  record(body: ChangeBody, now: number, concerned: readonly UserId[] = []): StoredChange {
    const change = this.log.record(body, now);
    for (const user_id of concerned) this.#notify(user_id, change);
    return change;
  }

  /** Makes sure that the inboxes of all members are told of a change. */
  notifyEveryone(change: StoredChange): void {
    for (const { user_id } of this.tables.members.all()) this.#notify(user_id, change);
  }

  /** Sees to it that a user's inbox is told what has changed for them without being a change of the room. */
  notify(user_id: UserId): void {
    const { message_id, change_id } = this.log.tail;
    this.tables.inboxes.enqueue(user_id, { message_id, change_id });
  }

  #notify(user_id: UserId, { change_id, after_message_id }: StoredChange): void {
    this.tables.inboxes.enqueue(user_id, { message_id: after_message_id, change_id: change_id - 1 });
  }
}

const rulesOf = ({ kind, settings }: RoomInfo): Rules => ({ kind, ...settings });
