import type { Action } from "../../protocol/actions.ts";
import { accept, type Result, refuse } from "../../protocol/codes.ts";
import { clientIdTime, kindOf, type MessageId, type RoomId, type UserId } from "../../protocol/ids.ts";
import {
  CLIENT_ID_MAX_AGE_DAYS,
  CLIENT_ID_MAX_AHEAD_MS,
  EDIT_WINDOW_MS,
  MEMBERS_MAX,
} from "../../protocol/limits.ts";
import { isStorable, type Message, refuseText } from "../../protocol/message.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import { applyAction } from "./actions.ts";
import { announce } from "./changes.ts";
import type { Outcome, Submission } from "./log.ts";
import { type Changes, found } from "./membership.ts";
import { RoomReader } from "./room-reader.ts";
import type { RoomSql } from "./room-sql.ts";
import { type RoomLimits, RoomState } from "./room-state.ts";

/** How a room comes to be. For a DM, the members are read from its id. */
export interface NewRoom {
  readonly room_id: RoomId;
  readonly name: string;
  readonly topic: string;
  readonly owner: UserId;
  readonly members: readonly UserId[];
}

export interface Committed {
  /** The new messages, in order. */
  readonly messages: readonly Message[];
  /** What became different by them: the threads they belong to. */
  readonly changes: readonly Change[];
  /** What became of each submission, in the order they were given. */
  readonly outcomes: readonly Outcome[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Messages looked at for slow mode: in a room that is busier than that, nobody waits in vain. */
const SLOW_MODE_LOOKS_BACK = 1_000;

const DEFAULT_LIMITS: RoomLimits = { members_max: MEMBERS_MAX, edit_window_ms: EDIT_WINDOW_MS };

/** Everyone may do everything, but in a public channel calling on all of it is for admins. */
const settingsOf = ({ room_id, name, topic }: NewRoom): RoomSettings => ({
  name,
  topic,
  description: "",
  permissions: {
    post: "everyone",
    invite: "everyone",
    pin: "everyone",
    mention_room: kindOf(room_id) === "channel" ? "admins" : "everyone",
  },
  slow_mode_seconds: 0,
  join: "open",
  archived: false,
});

/**
 * The rules of a room. Nothing here knows of sockets, of Cloudflare, of the time or of chance:
 * time and randomness are arguments, so that a test can drive it through anything.
 */
export class Room {
  readonly state: RoomState;
  /** What members may read. */
  readonly reader: RoomReader;

  private constructor(state: RoomState) {
    this.state = state;
    this.reader = new RoomReader(state);
  }

  /** The room stored here, or nothing where none was ever made. */
  static wake(sql: RoomSql, limits = DEFAULT_LIMITS): Room | undefined {
    if (!sql.exists()) return undefined;
    sql.migrate();
    const info = sql.room();
    return info && new Room(new RoomState(sql, info, limits));
  }

  /** Makes a room in an empty database. `epoch` is fresh randomness. */
  static create(sql: RoomSql, make: NewRoom, epoch: string, now: number, limits = DEFAULT_LIMITS): Room {
    const { room_id, owner, members } = make;
    const info = {
      room_id,
      kind: kindOf(room_id),
      created_at: now,
      epoch,
      settings: settingsOf(make),
      deleted_at: null,
    };
    return sql.transaction(() => {
      sql.migrate();
      sql.putRoom(info);
      const state = new RoomState(sql, info, limits);
      found(state, owner, members, now);
      return new Room(state);
    });
  }

  /** Why a submission cannot be taken whatever the room holds; checked as it comes in. */
  screen({ client_id, content }: Submission, now: number): Result<null> {
    const refusal = refuseText(content.text);
    if (refusal) return refusal;
    if (content.poll?.options.some((option) => !isStorable(option))) return refuse("text_malformed");
    const age = now - clientIdTime(client_id);
    if (age > CLIENT_ID_MAX_AGE_DAYS * DAY_MS) return refuse("client_id_expired");
    // One from far in the future would never be old enough to be forgotten.
    if (age < -CLIENT_ID_MAX_AHEAD_MS) return refuse("client_id_expired", { detail: "Your clock is wrong." });
    return accept(null);
  }

  /**
   * Decides, numbers and stores a batch of screened submissions in one transaction. Once it
   * returns, the messages are in the room; only then may anybody be told.
   */
  commit(submissions: readonly Submission[], now: number): Committed {
    return this.state.sql.transaction(() => {
      const outcomes = submissions.map((submission) => this.#decide(submission, now));
      const messages = outcomes.flatMap((outcome) =>
        outcome.ok && !outcome.repeated ? [outcome.value] : [],
      );
      return { messages, changes: this.#threadsOf(messages, now), outcomes };
    });
  }

  /** Does something, in one transaction. Answers with what everybody must be told. */
  applyAction(by: UserId, action: Action, now: number): Result<readonly Change[]> {
    return this.state.sql.transaction(() => applyAction(this.state, by, action, now));
  }

  /** Lets people come or go, in one transaction. Answers with what everybody must be told. */
  change(run: (state: RoomState) => Changes): Result<readonly Change[]> {
    const changes = this.state.sql.transaction(() => run(this.state));
    return changes.ok ? accept(changes.value.map((change) => announce(this.state.sql, change))) : changes;
  }

  #decide(submission: Submission, now: number): Outcome {
    const { sender, content } = submission;
    const refusal =
      this.state.denialFor("send", sender, now) ??
      (content.mention_room && this.state.denialFor("mention_room", sender, now)) ??
      this.#slowDown(sender, now);
    return refusal ?? this.state.log.append(submission, now);
  }

  #slowDown(sender: UserId, now: number) {
    const wait = this.state.info.settings.slow_mode_seconds * 1_000;
    if (wait === 0 || this.state.member(sender)?.role !== "member") return undefined;
    const last = this.state.sql.messages.spokeSince(sender, now - wait, SLOW_MODE_LOOKS_BACK);
    return last === undefined ? undefined : refuse("slow_mode", { retry_after_ms: last + wait - now });
  }

  /** A reply in a thread changes the summary under the thread's first message. */
  #threadsOf(messages: readonly Message[], now: number): Change[] {
    const roots = new Map<MessageId, UserId>();
    for (const { thread, sender } of messages) if (thread !== undefined) roots.set(thread, sender);
    return [...roots].map(([message_id, by]) =>
      announce(
        this.state.sql,
        this.state.record({ type: "message_changed", by, message_id, facet: "replies" }, now),
      ),
    );
  }
}
