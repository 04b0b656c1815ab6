import type { Action } from "../../protocol/actions.ts";
import { accept, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { clientIdTime, kindOf, type MessageId, type RoomId, type UserId } from "../../protocol/ids.ts";
import {
  CLIENT_ID_MAX_AGE_DAYS,
  CLIENT_ID_MAX_AHEAD_MS,
  EDIT_WINDOW_MS,
  MEMBERS_MAX,
} from "../../protocol/limits.ts";
import { isStorable, type Message, refuseText } from "../../protocol/message.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import { isVisible } from "../../protocol/user.ts";
import type { RequestAnswer } from "../inbox/room-update.ts";
import type { RateLimit } from "../object/rate-limit.ts";
import { applyAction } from "./actions.ts";
import { announce } from "./changes.ts";
import type { Outcome, Submission } from "./log.ts";
import { addFounders, agree, type Changes, takeAnswer } from "./membership.ts";
import { takeDown } from "./message-actions.ts";
import { RoomReader } from "./room-reader.ts";
import { type RoomLimits, RoomState } from "./room-state.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/** What a room is created with. The members of a DM are read from its id. */
export interface NewRoom {
  readonly room_id: RoomId;
  readonly name: string;
  readonly topic: string;
  readonly owner: UserId;
  readonly members: readonly UserId[];
  /** Strangers to the owner, who have to agree first: to be members, or to a DM. */
  readonly asked?: readonly UserId[];
}

export interface Committed {
  /** The new messages, in order. */
  readonly messages: readonly Message[];
  /** The changes they caused: of the threads they belong to. */
  readonly changes: readonly Change[];
  /** The outcome of each submission, in their order. */
  readonly outcomes: readonly Outcome[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Messages that slow mode looks at. In a room that is busier than that, nobody waits longer than needed. */
const SLOW_MODE_LOOKS_BACK = 1_000;

const DEFAULT_LIMITS: RoomLimits = { members_max: MEMBERS_MAX, edit_window_ms: EDIT_WINDOW_MS };

/** Everyone may do everything, except that in a public channel only admins may mention the whole room. */
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
 * The rules of a room. Nothing here knows about sockets, Cloudflare, clocks or chance: time and
 * randomness are arguments, so a test can drive it through anything.
 */
export class Room {
  readonly state: RoomState;
  /** What members may read. */
  readonly reader: RoomReader;

  private constructor(state: RoomState) {
    this.state = state;
    this.reader = new RoomReader(state);
  }

  /** The room stored here, or undefined if none was ever created. */
  static wake(tables: RoomTables, limits = DEFAULT_LIMITS): Room | undefined {
    if (!tables.exist()) return undefined;
    tables.migrate();
    const info = tables.info.get();
    return info && new Room(new RoomState(tables, info, limits));
  }

  /** Creates a room in an empty database. `epoch` is fresh randomness. */
  static create(
    tables: RoomTables,
    make: NewRoom,
    epoch: string,
    now: number,
    limits = DEFAULT_LIMITS,
  ): Room {
    const { room_id, owner, members, asked = [] } = make;
    const info = {
      room_id,
      kind: kindOf(room_id),
      created_at: now,
      epoch,
      settings: settingsOf(make),
      deleted_at: null,
    };
    return tables.transaction(() => {
      tables.migrate();
      tables.info.put(info);
      const state = new RoomState(tables, info, limits);
      addFounders(state, owner, members, asked, now);
      return new Room(state);
    });
  }

  /**
   * Why a submission is refused as it comes in, or undefined if it may wait for the next commit. What
   * depends on the messages before it is decided there.
   */
  screen(submission: Submission, sends: RateLimit, now: number): Refusal | undefined {
    // First of all: a stranger gets the same answer whether the room exists or not.
    if (!this.state.member(submission.sender))
      return this.state.denialFor("read", submission.sender, now) ?? refuse("not_a_member");
    const malformed = checkForm(submission, now);
    if (malformed) return malformed;
    const retry_after_ms = sends.take(submission.sender, now);
    // A resend costs nothing: it only fetches the answer that was lost.
    const isLimited = retry_after_ms > 0 && !this.#isKnown(submission);
    return isLimited ? refuse("rate_limited", { retry_after_ms }) : undefined;
  }

  #isKnown({ client_id, sender }: Submission): boolean {
    return this.state.tables.log.sent(client_id)?.sender === sender;
  }

  /** Why a user who acts too fast must wait. Strangers are not limited: they cannot change anything, and learn nothing. */
  checkRateLimit(user_id: UserId, actions: RateLimit, now: number): Refusal | undefined {
    if (!this.state.member(user_id)) return undefined;
    const retry_after_ms = actions.take(user_id, now);
    return retry_after_ms > 0 ? refuse("rate_limited", { retry_after_ms }) : undefined;
  }

  /**
   * Decides, numbers and stores a batch of screened submissions in one transaction. Once it returns,
   * the messages are in the room; only then may anybody be told.
   */
  commit(submissions: readonly Submission[], now: number): Committed {
    return this.state.tables.transaction(() => {
      const outcomes = submissions.map((submission) => this.#decide(submission, now));
      const messages = outcomes.flatMap((outcome) =>
        outcome.ok && !outcome.repeated ? [outcome.value] : [],
      );
      return { messages, changes: this.#threadsOf(messages, now), outcomes };
    });
  }

  /** Applies an action, made so long ago, in one transaction. Answers with the changes everybody must be told of. */
  applyAction(by: UserId, action: Action, now: number, age_ms = 0): Result<readonly Change[]> {
    return this.state.tables.transaction(() => applyAction(this.state, by, action, now, now - age_ms));
  }

  /** Deletes a message as those decided who run the deployment. */
  takeDown(sender: UserId, message_id: MessageId, now: number): Result<readonly Change[]> {
    return this.state.tables.transaction(() => takeDown(this.state, sender, message_id, now));
  }

  /** Changes who is in the room, in one transaction. Answers with the changes everybody must be told of. */
  change(run: (state: RoomState) => Changes): Result<readonly Change[]> {
    const { tables } = this.state;
    const changes = tables.transaction(() => run(this.state));
    return changes.ok ? accept(changes.value.map((change) => announce(tables, change))) : changes;
  }

  /** Takes how a user answers an invitation, or a DM that somebody else has begun. */
  takeAnswer(user_id: UserId, answer: RequestAnswer, now: number): void {
    this.state.tables.transaction(() => takeAnswer(this.state, user_id, answer, now));
  }

  /** Somebody opens a DM that is there already: whoever is no stranger to them any more need not be asked. */
  reopen({ owner, asked = [] }: NewRoom): void {
    if (this.state.info.kind !== "dm" || asked.length > 0) return;
    this.state.tables.transaction(() => agree(this.state, this.state.otherOf(owner)));
  }

  #decide(submission: Submission, now: number): Outcome {
    const { sender, content } = submission;
    const refusal =
      this.state.denialFor("send", sender, now) ??
      (content.mention_room && this.state.denialFor("mention_room", sender, now)) ??
      this.#slowDown(sender, now);
    if (refusal) return refusal;
    const outcome = this.state.log.append(submission, now);
    if (outcome.ok) agree(this.state, sender);
    return outcome;
  }

  #slowDown(sender: UserId, now: number): Refusal | undefined {
    const wait = this.state.info.settings.slow_mode_seconds * 1_000;
    if (wait === 0 || this.state.member(sender)?.role !== "member") return undefined;
    const last = this.state.tables.log.lastSentSince(sender, now - wait, SLOW_MODE_LOOKS_BACK);
    return last === undefined ? undefined : refuse("slow_mode", { retry_after_ms: last + wait - now });
  }

  /** A reply in a thread changes the summary under the thread's first message. */
  #threadsOf(messages: readonly Message[], now: number): Change[] {
    const roots = new Map<MessageId, UserId>();
    for (const { thread, sender } of messages) if (thread !== undefined) roots.set(thread, sender);
    return [...roots].map(([message_id, by]) =>
      announce(
        this.state.tables,
        this.state.record({ type: "message_changed", by, message_id, field: "replies" }, now),
      ),
    );
  }
}

/** What is wrong with a submission whatever the room holds. */
function checkForm({ client_id, content }: Submission, now: number): Refusal | undefined {
  const refusal = refuseText(content.text, { mayBeEmpty: content.files !== undefined });
  if (refusal) return refusal;
  const options = content.poll?.options ?? [];
  if (options.some((option) => !isStorable(option))) return refuse("text_malformed");
  const blank = options.findIndex((option) => !isVisible(option));
  if (blank >= 0) return refuse("bad_request", { field: `poll.options.${blank}` });
  const age = now - clientIdTime(client_id);
  if (age > CLIENT_ID_MAX_AGE_DAYS * DAY_MS) return refuse("client_id_expired");
  // One from far in the future would never be old enough to be forgotten.
  if (age < -CLIENT_ID_MAX_AHEAD_MS) return refuse("client_id_expired", { detail: "Your clock is wrong." });
  return undefined;
}
