import { type Action, coalescingKeyOf } from "../protocol/actions.ts";
import { assertNever, type Code, codes, recoveryFor, refuse } from "../protocol/codes.ts";
import type { ClientId, MessageId, UserId } from "../protocol/ids.ts";
import { PROTOCOL_VERSION, RECEIPTS_MEMBERS_MAX } from "../protocol/limits.ts";
import type { Message } from "../protocol/message.ts";
import type { Change } from "../protocol/room.ts";
import type { RoomDown, RoomUp } from "../protocol/room-frames.ts";
import { ActionQueue, refusalOf, type Settled } from "./act-queue.ts";
import { withPending } from "./optimistic.ts";
import { type Failure, Outbox, type Outgoing } from "./outbox.ts";
import { Receipts } from "./receipts.ts";
import { RoomFacts } from "./room-facts.ts";
import type { RosterLog } from "./roster-log.ts";
import type { ThreadLog } from "./thread-log.ts";
import { Timeline } from "./timeline.ts";
import { Typing } from "./typing.ts";

/** What comes in: the socket's frames, and the answers to a send and to an action over plain HTTP. */
export type RoomIn =
  | RoomDown
  | { readonly type: "stored"; readonly message: Message }
  | { readonly type: "carried_out"; readonly client_id: ClientId };

/** What is to be done about what came in. */
export type RoomEffect =
  | { readonly type: "send"; readonly frame: RoomUp }
  /** Caught up: what is here equals the room's log as of now. A reload may have left something out. */
  | { readonly type: "current"; readonly isReload: boolean }
  /** Something is missing or too late: connect again and resume. */
  | { readonly type: "reconnect" }
  /** The server takes this client for another user. */
  | { readonly type: "stranger" }
  /** This client must not go on. */
  | { readonly type: "end"; readonly code: "protocol_too_old" }
  /** A send is settled; the device need not keep it. */
  | { readonly type: "settled"; readonly client_id: ClientId }
  /** A send has failed for good; the device keeps it as this. */
  | { readonly type: "failed"; readonly outgoing: Outgoing }
  /** An action has got its answer; the device need not keep it. */
  | ({ readonly type: "actionSettled" } & Settled);

/**
 * The client's end of one room: the log it holds, the sends and actions it owes, and what each frame
 * does to them. Pure: time and chance are arguments, effects are returned, nothing else is touched.
 */
export class RoomLog {
  readonly timeline: Timeline;
  readonly outbox = new Outbox();
  readonly actions = new ActionQueue<Action>(coalescingKeyOf);
  readonly facts: RoomFacts;
  readonly typing: Typing;
  readonly receipts: Receipts;
  /** The threads somebody looks at. */
  readonly threads = new Set<ThreadLog>();
  /** The member lists somebody looks at. */
  readonly rosters = new Set<RosterLog>();
  readonly #self: UserId;
  #head = 0;
  #phase: "apart" | "resuming" | "reloading" | "current" = "apart";

  constructor(self: UserId) {
    this.#self = self;
    this.timeline = new Timeline(self);
    this.facts = new RoomFacts(self);
    this.typing = new Typing(self);
    this.receipts = new Receipts(self);
  }

  /** The newest message known to exist. */
  get head(): number {
    return Math.max(this.#head, this.timeline.last);
  }

  get isCurrent(): boolean {
    return this.#phase === "current";
  }

  /** How far the user has read, where the room is still to be told; 0 where it is not. */
  get owedReceipt(): MessageId {
    return this.#hasReceipts ? this.receipts.owed(this.isCurrent ? this.head : Number.POSITIVE_INFINITY) : 0;
  }

  /** Messages as they will be once one's own actions are carried out. */
  foresee(messages: readonly Message[]): readonly Message[] {
    return withPending(messages, this.actions.doings, this.#self);
  }

  /** Takes up sends found on the device; see `Outbox`. Returns those the log shows to be settled already. */
  adopt(found: readonly Outgoing[], isOurs: (outgoing: Outgoing) => boolean): RoomEffect[] {
    const said = new Set(found.length > 0 ? this.timeline.messages.map(({ client_id }) => client_id) : []);
    this.outbox.adopt(
      found.filter(({ client_id }) => !said.has(client_id)),
      isOurs,
    );
    return found
      .filter((outgoing) => said.has(outgoing.client_id) && isOurs(outgoing))
      .map(({ client_id }) => ({ type: "settled", client_id }));
  }

  /** A connection is open. Nothing is sent on it before the log is current, so nothing is sent needlessly. */
  connected(window: number): RoomEffect[] {
    this.outbox.connected(window);
    this.actions.connected(window);
    const position = this.timeline.position;
    return [send({ type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) })];
  }

  disconnected(): RoomEffect[] {
    this.#phase = "apart";
    this.timeline.interrupt();
    this.outbox.disconnected();
    this.typing.disconnected();
    this.receipts.disconnected();
    return this.actions.disconnected().map(actionSettled);
  }

  /** The user is not in the room any more: nothing that waits can succeed by waiting. */
  expelled(code: Code): RoomEffect[] {
    this.facts.expelled(code);
    const failures = this.outbox.failAll(failureOf(code)).map(failed);
    return [...failures, ...this.actions.failAll(refuse(code)).map(actionSettled)];
  }

  /** The user types, or stops. Only told while others could see it. */
  type(on: boolean, thread: MessageId | undefined, now: number): RoomEffect[] {
    if (this.isCurrent) return this.typing.type(on, thread, now).map(send);
    this.typing.note(on, thread, now);
    return [];
  }

  /**
   * What time has brought: what may go out, or an answer that did not come in time. `tellsRead` says
   * whether others may know what the user has read.
   */
  due(now: number, tellsRead: boolean): RoomEffect[] {
    this.typing.expire(now);
    if (!this.isCurrent) return [];
    if (Math.min(...times(this.outbox.overdueAt, this.actions.overdueAt)) <= now)
      return [{ type: "reconnect" }];
    const sends = this.outbox
      .take(now)
      .map(({ client_id, content }): RoomUp => ({ type: "send", client_id, ...content }));
    const actions = this.actions
      .take(now)
      .map(({ client_id, action }): RoomUp => ({ type: "action", client_id, action }));
    const receipts = this.#hasReceipts ? this.receipts.take(now, tellsRead) : [];
    return [...sends, ...actions, ...receipts].map(send);
  }

  /** When to ask `due` again, if nothing happens before. */
  dueAt(now: number, tellsRead: boolean): number | undefined {
    const { outbox, actions, receipts } = this;
    const whenCurrent = [
      outbox.overdueAt,
      actions.overdueAt,
      this.#hasReceipts ? receipts.dueAt(tellsRead) : undefined,
      ...[outbox.heldUntil, actions.heldUntil].map((at) => (at !== undefined && at > now ? at : undefined)),
    ];
    const next = Math.min(...times(this.typing.expiresAt, ...(this.isCurrent ? whenCurrent : [])));
    return Number.isFinite(next) ? next : undefined;
  }

  receive(frame: RoomIn, now: number, random: number): RoomEffect[] {
    switch (frame.type) {
      case "welcome":
        return this.#welcome(frame);
      case "events":
        return this.#events(frame.messages, frame.changes);
      case "current":
        return this.#current(frame, now);
      case "stored":
        return this.#stored(frame.message);
      case "done":
        return this.actions.done(frame.client_id, true).map(actionSettled);
      case "carried_out":
        return this.actions.done(frame.client_id, false).map(actionSettled);
      case "reject": {
        const outgoing = this.outbox.refuse(frame, now, random);
        return outgoing ? [failed(outgoing)] : this.actions.refuse(frame, now, random).map(actionSettled);
      }
      case "typing":
        this.typing.heard(frame.users, now);
        return [];
      case "receipts":
        this.receipts.heard(frame.receipts);
        return [];
      case "error":
        return this.#error(frame);
      case "pong":
        return [];
      default:
        return assertNever(frame);
    }
  }

  /** Messages read from the log, whatever for: own sends among them have arrived. */
  acknowledge(messages: readonly Message[]): RoomEffect[] {
    return messages.flatMap((message) => this.#acknowledge(message));
  }

  #welcome(welcome: Extract<RoomDown, { type: "welcome" }>): RoomEffect[] {
    if (welcome.min_protocol > PROTOCOL_VERSION) return [{ type: "end", code: "protocol_too_old" }];
    if (welcome.user_id !== this.#self) return [{ type: "stranger" }, { type: "reconnect" }];
    const { room, role, head, mode } = welcome;
    this.facts.told(room, role, head.change_id);
    this.receipts.begin(head.epoch !== (this.timeline.position?.epoch ?? head.epoch));
    this.#head = head.message_id;
    this.#phase = mode === "reload" ? "reloading" : "resuming";
    if (mode === "reload") this.timeline.beginReload(head.epoch);
    else if (!this.timeline.isWithin(head)) return this.#startOver();
    else this.timeline.beginResume();
    return [];
  }

  #events(messages: readonly Message[], changes: readonly Change[]): RoomEffect[] {
    if (this.#phase === "apart") return [{ type: "reconnect" }];
    const settled = this.acknowledge(messages);
    const before = this.timeline.reached;
    const taken = this.timeline.take(messages, changes);
    if (taken === "conflict") return [...settled, ...this.#startOver()];
    // What came before a gap was taken, and is not sent again; what had been here before is old news.
    const { message_id, change_id } = this.timeline.reached;
    const isNew = (id: number, was: number, is: number) => id > was && (taken === "taken" || id <= is);
    this.#took(
      messages.filter((message) => isNew(message.message_id, before.message_id, message_id)),
      changes.filter((change) => isNew(change.change_id, before.change_id, change_id)),
    );
    return taken === "gap" ? [...settled, { type: "reconnect" }] : [...settled, ...this.#passed()];
  }

  #took(messages: readonly Message[], changes: readonly Change[]): void {
    for (const message of messages) this.#heard(message);
    for (const change of changes) this.#follow(change);
    for (const thread of this.threads) thread.take(messages, changes);
    for (const roster of this.rosters) roster.take(changes);
  }

  #current({ position }: Extract<RoomDown, { type: "current" }>, now: number): RoomEffect[] {
    const isReload = this.#phase === "reloading";
    const taken = this.timeline.complete(position);
    if (taken === "conflict") return this.#startOver();
    if (taken === "gap") return [{ type: "reconnect" }];
    this.#phase = "current";
    this.actions.seen();
    this.receipts.complete();
    return [...this.#passed(), { type: "current", isReload }, ...this.typing.resume(now).map(send)];
  }

  #heard({ message_id, sender }: Message): void {
    this.typing.ended(sender);
    if (sender !== this.#self) this.receipts.delivered(message_id);
  }

  #follow(change: Change): void {
    this.facts.follow(change);
    const { type } = change;
    if (type !== "member_left" && type !== "member_removed" && type !== "member_banned") return;
    this.receipts.gone(change.user_id);
    this.typing.ended(change.user_id);
  }

  /** The echo of an own send is its acknowledgement, wherever in the log it is. */
  #acknowledge(message: Message): RoomEffect[] {
    if (message.sender !== this.#self) return [];
    return this.outbox.acknowledge(message.client_id)
      ? [{ type: "settled", client_id: message.client_id }]
      : [];
  }

  #stored({ client_id, message_id }: Message): RoomEffect[] {
    this.outbox.stored(client_id, message_id);
    return this.#passed();
  }

  #passed(): RoomEffect[] {
    return this.outbox.passed(this.timeline.last).map((client_id) => ({ type: "settled", client_id }));
  }

  /**
   * A frame of ours was bad, and the server cannot say which. If only one send or action is in flight it
   * was that one; else from here on there are fewer, so that a later error names the culprit.
   */
  #error({ code, message }: Extract<RoomDown, { type: "error" }>): RoomEffect[] {
    if (recoveryFor(code) !== "stop") return [];
    const suspects = [...this.outbox.inFlight, ...this.actions.inFlight];
    this.outbox.slowDown();
    this.actions.slowDown();
    const [culprit] = suspects;
    if (suspects.length !== 1 || culprit === undefined) return [];
    const outgoing = this.outbox.fail(culprit, { code, message });
    return outgoing
      ? [failed(outgoing)]
      : this.actions.fail(culprit, refusalOf({ code, message })).map(actionSettled);
  }

  /** What is here is not this room's log: load it again. */
  #startOver(): RoomEffect[] {
    this.timeline.forget();
    return [{ type: "reconnect" }];
  }

  /** Larger rooms keep no receipts, archived ones take no more. */
  get #hasReceipts(): boolean {
    const { room, removed } = this.facts;
    return !removed && !room?.archived && (room?.member_count ?? 0) <= RECEIPTS_MEMBERS_MAX;
  }
}

const times = (...at: readonly (number | undefined)[]): number[] =>
  at.map((each) => each ?? Number.POSITIVE_INFINITY);

const send = (frame: RoomUp): RoomEffect => ({ type: "send", frame });
const failed = (outgoing: Outgoing): RoomEffect => ({ type: "failed", outgoing });
const actionSettled = (settled: Settled): RoomEffect => ({ type: "actionSettled", ...settled });

/** A refusal as it is kept with a send that failed for it. */
export const failureOf = (code: Code, detail?: string): Failure => ({
  code,
  message: detail ?? codes[code].text,
});
