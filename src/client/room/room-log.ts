import type { Action } from "../../protocol/actions.ts";
import { assertNever, type Code, type Result } from "../../protocol/codes.ts";
import type { ClientId, MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import { CACHE_MESSAGES_MAX, PROTOCOL_VERSION, RECEIPTS_MEMBERS_MAX } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { Change, History } from "../../protocol/room.ts";
import type { RoomDown, RoomUp } from "../../protocol/room-frames.ts";
import { RoomProof } from "../proof/room-proof.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import { Arrivals } from "../sending/stages.ts";
import type { Via } from "../transport/link.ts";
import { withPending } from "./optimistic.ts";
import { isUnreadable, type LogMessage } from "./patch.ts";
import { Receipts } from "./receipts.ts";
import type { Events, FoundOnDevice, HasStages, RoomEffect, RoomIn } from "./room-effects.ts";
import { RoomMetadata } from "./room-metadata.ts";
import { RoomSending } from "./room-sending.ts";
import type { SavedRoom } from "./room-store.ts";
import { Rosters } from "./rosters.ts";
import type { ThreadLog } from "./thread-log.ts";
import { Timeline } from "./timeline.ts";
import { Typing } from "./typing.ts";

/**
 * The client's end of one room: the log it holds, the messages and actions it sends, and what each frame
 * does to them. Pure: time and chance are arguments, effects are returned, nothing else is touched.
 */
export class RoomLog {
  readonly timeline: Timeline;
  readonly sending: RoomSending;
  readonly metadata: RoomMetadata;
  readonly typing: Typing;
  readonly receipts: Receipts;
  /** What of the log has been proved. */
  readonly proof = new RoomProof();
  /** The threads that are open. */
  readonly threads = new Set<ThreadLog>();
  /** The member lists that are open. */
  readonly rosters = new Rosters();
  readonly #self: UserId;
  readonly #arrivals = new Arrivals<RoomIn>();
  readonly #hasIncomingStage: boolean;
  #head = 0;
  #phase: "apart" | "resuming" | "reloading" | "current" = "apart";
  #isLoaded = false;
  #via: Via | undefined;

  constructor(self: UserId, room_id: RoomId, { outgoing = false, incoming = false }: HasStages = {}) {
    this.#self = self;
    this.#hasIncomingStage = incoming;
    this.timeline = new Timeline(self);
    this.sending = new RoomSending(room_id, { hasStage: outgoing });
    this.metadata = new RoomMetadata(self);
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

  /** Messages as they will be once this user's own actions are carried out. */
  withPending(messages: readonly LogMessage[]): readonly LogMessage[] {
    return withPending(messages, this.sending.actions.pending, this.#self);
  }

  /** Whether something will still be sent without the user doing anything, as far as is known yet. */
  isBusy(sharesReceipts: boolean | undefined): boolean {
    // Read receipts do not go by polling: then the device stores them for another time.
    const owesReceipt = this.#via !== "poll" && sharesReceipts !== false && this.#owedReceipt > 0;
    return !this.#isLoaded || this.sending.isBusy || owesReceipt;
  }

  // ---- the device ----

  /** Shows what the device has of the room. */
  load(saved: SavedRoom | undefined, found: FoundOnDevice, read: MessageId): RoomEffect[] {
    this.receipts.found(read);
    if (saved) {
      this.timeline.restore(saved.timeline);
      this.metadata.remember(saved.room, saved.role);
      this.receipts.remember(saved.receipts ?? []);
      this.rosters.remember(saved.members);
      if (saved.proof) this.proof.remember(saved.proof);
    }
    this.#isLoaded = true;
    for (const thread of this.threads) thread.take(this.timeline.messages, []);
    return [...this.#adopt(found, false), ...this.openAgain()];
  }

  /** Takes in what other tabs are sending to the room, and what tabs that are gone have left. */
  adopt(found: FoundOnDevice): RoomEffect[] {
    return this.#adopt(found, this.isCurrent);
  }

  #adopt({ messages, actions, isOurs }: FoundOnDevice, isFresh: boolean): RoomEffect[] {
    const inLog = new Set(
      messages.length > 0 ? this.timeline.messages.map(({ client_id }) => client_id) : [],
    );
    return this.sending.adopt({ messages, actions }, inLog, isOurs, isFresh);
  }

  /** What to cache of the room; `removed` if nothing may be cached, undefined while there is nothing yet. */
  save(): SavedRoom | "removed" | undefined {
    const { room, role, removed } = this.metadata;
    if (removed) return "removed";
    const timeline = this.timeline.save(CACHE_MESSAGES_MAX);
    const { firstPage: members } = this.rosters;
    const receipts = [...this.receipts.all.values()];
    const proof = this.proof.save();
    return (
      timeline && { room, role, timeline, ...(members && { members }), receipts, ...(proof && { proof }) }
    );
  }

  openThread(thread: ThreadLog): void {
    thread.take(this.timeline.messages, []);
    this.threads.add(thread);
  }

  // ---- the user ----

  sendMessage(message: Omit<OutgoingMessage, "room_id">): RoomEffect[] {
    const effects = this.sending.sendMessage(message);
    // Either the user is back in the room, or the message fails for the same reason as those before it.
    return this.metadata.removed ? [...effects, { type: "reopen" }] : effects;
  }

  retry(client_id: ClientId, fresh: Pick<OutgoingMessage, "client_id" | "created_at">): RoomEffect[] {
    return [...this.sending.retry(client_id, fresh), { type: "reopen" }];
  }

  applyAction(pending: PendingAction<Action>): RoomEffect[] {
    const { action } = pending;
    const edited =
      action.type === "edit"
        ? this.timeline.messages.find((each) => each.message_id === action.message_id)
        : undefined;
    const hasFiles = edited?.files !== undefined;
    return this.sending.applyAction(pending, !this.metadata.removed, this.isCurrent, hasFiles);
  }

  /** The room has answered who has the handles it was asked about. */
  mentionsFound(answer: Parameters<RoomSending["mentionsFound"]>[0], now: number): RoomEffect[] {
    return this.sending.mentionsFound(answer, now, this.metadata.mayMentionRoom);
  }

  /** The user types, or stops. Only told while others could see it. */
  type(on: boolean, thread: MessageId | undefined, now: number): RoomEffect[] {
    if (this.isCurrent) return this.typing.type(on, thread, now).map(send);
    this.typing.note(on, thread, now);
    return [];
  }

  /** The user has read so far. If others may know, the device stores it until the room knows. */
  read(message_id: MessageId, sharesReceipts: boolean | undefined): RoomEffect[] {
    this.receipts.read(message_id);
    const read = sharesReceipts === false ? 0 : this.receipts.takeUnstored(this.#owedReceipt);
    return read > 0 ? [{ type: "storeReceipt", read }] : [];
  }

  // ---- the connection ----

  /** A connection is open. Nothing is sent on it before the log is current, so nothing is sent needlessly. */
  connected(window: number, via: Via = "socket"): RoomEffect[] {
    this.#via = via;
    this.sending.connected(window);
    const position = this.timeline.position;
    return [send({ type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) })];
  }

  disconnected(): RoomEffect[] {
    this.#via = undefined;
    this.#phase = "apart";
    this.#arrivals.clear();
    this.proof.interrupt();
    this.timeline.interrupt();
    this.typing.disconnected();
    this.receipts.disconnected();
    return this.sending.disconnected();
  }

  /** The user is not in the room any more. */
  expelled(code: Code): RoomEffect[] {
    this.metadata.expelled(code);
    return this.sending.failAll(code);
  }

  /**
   * What time has brought: what may go out, or an answer that did not come in time. `sharesReceipts` says
   * whether others may know what the user has read.
   */
  due(now: number, sharesReceipts: boolean): RoomEffect[] {
    this.typing.expire(now);
    const confirmed: RoomEffect[] = this.receipts.takeConfirmed(this.#owedReceipt)
      ? [{ type: "deleteReceipt" }]
      : [];
    if (!this.isCurrent) return confirmed;
    if (this.#overdueAt <= now) return [...confirmed, { type: "reconnect" }];
    const receipts = this.#hasReceipts ? this.receipts.take(now, sharesReceipts) : [];
    return [...confirmed, ...this.sending.due(now, this.metadata.mayMentionRoom), ...receipts.map(send)];
  }

  /** When to ask `due` again, if nothing happens before. */
  dueAt(now: number, sharesReceipts: boolean): number | undefined {
    const receiptAt = this.#hasReceipts ? this.receipts.dueAt(sharesReceipts) : undefined;
    const whenCurrent = [this.#overdueAt, this.sending.dueAt(now), receiptAt];
    const all = [this.typing.expiresAt, ...(this.isCurrent ? whenCurrent : [])];
    const next = Math.min(...all.map((at) => at ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(next) ? next : undefined;
  }

  /** The answer may be among what is being opened. */
  get #overdueAt(): number {
    return this.#arrivals.isWaiting ? Number.POSITIVE_INFINITY : this.sending.overdueAt;
  }

  receive(frame: RoomIn, now: number, random: number): RoomEffect[] {
    const checks = this.#prove(frame);
    const isSealed = this.#hasIncomingStage && frame.type === "events";
    const open: RoomEffect[] = isSealed ? [{ type: "open", events: frame }] : [];
    const ready = this.#arrivals.push(frame, !isSealed);
    return [...ready.flatMap((each) => this.#take(each, now, random)), ...open, ...checks];
  }

  /** The chain is over what was sent, so it is checked before a stage has opened anything. */
  #prove(frame: RoomIn): RoomEffect[] {
    if (frame.type === "welcome") this.proof.begin(frame.mode, frame.head);
    if (frame.type === "events") this.proof.take(frame.messages);
    if (frame.type !== "current") return [];
    const seen = this.proof.complete(frame.position, frame.chain);
    return seen === undefined ? [] : [{ type: "compareHistory", message_id: seen }];
  }

  /** The page after a message is here, to be compared with what was seen before. */
  historyCompared(message_id: MessageId, page: Result<History>): RoomEffect[] {
    if (page.ok) this.proof.compared(message_id, page.value);
    return [];
  }

  /** The incoming stage has come to an end for a frame. */
  opened(events: Events, open: Events, now: number, random: number): RoomEffect[] {
    return this.#arrivals.opened(events, open).flatMap((frame) => this.#take(frame, now, random));
  }

  /** Asks for what could not be opened to be tried again. */
  openAgain(): RoomEffect[] {
    if (!this.#hasIncomingStage) return [];
    const threads = [...this.threads].flatMap((thread) => thread.messages);
    const messages = [...this.timeline.unreadable, ...threads.filter(isUnreadable)];
    return messages.length > 0 ? [{ type: "openAgain", messages }] : [];
  }

  /** What has come of `openAgain`: the messages as they were, and as they are now. */
  reopened(before: readonly LogMessage[], after: readonly LogMessage[]): RoomEffect[] {
    const open = new Map(before.map((was, place) => [was.message_id, { was, now: after[place] ?? was }]));
    this.timeline.reopened(open);
    for (const thread of this.threads) thread.reopened(open);
    return [];
  }

  #take(frame: RoomIn, now: number, random: number): RoomEffect[] {
    switch (frame.type) {
      case "welcome":
        return this.#welcome(frame);
      case "events":
        return this.#events(frame.messages, frame.changes);
      case "current":
        return this.#current(frame, now);
      case "accepted":
        this.sending.accepted(frame.message);
        return this.sending.reached(this.timeline.last);
      case "done":
        return this.sending.done(frame.client_id, true);
      case "carried_out":
        return this.sending.done(frame.client_id, false);
      case "reject":
        return this.sending.rejected(frame, now, random);
      case "typing":
        this.typing.received(frame.users, now);
        return [];
      case "receipts":
        this.receipts.received(frame.receipts);
        return [];
      case "error": {
        // Without a client_id it was about nothing that waits for an answer.
        const { client_id } = frame;
        return client_id === undefined ? [] : this.sending.rejected({ ...frame, client_id }, now, random);
      }
      case "pong":
        return [];
      default:
        return assertNever(frame);
    }
  }

  /** Messages read from the log, whatever for: this user's own among them have arrived. */
  acknowledge(messages: readonly Message[]): RoomEffect[] {
    const own = messages.filter(({ sender }) => sender === this.#self);
    return own.flatMap(({ client_id }) => this.sending.acknowledge(client_id));
  }

  #welcome(welcome: Extract<RoomDown, { type: "welcome" }>): RoomEffect[] {
    if (welcome.min_protocol > PROTOCOL_VERSION) return [{ type: "end", code: "protocol_too_old" }];
    if (welcome.user_id !== this.#self) return [{ type: "stranger" }, { type: "reconnect" }];
    const { room, role, head, mode } = welcome;
    this.metadata.update(room, role, head.change_id);
    this.receipts.begin(head.epoch !== (this.timeline.position?.epoch ?? head.epoch));
    this.#head = head.message_id;
    this.#phase = mode === "reload" ? "reloading" : "resuming";
    if (mode === "reload") this.timeline.beginReload(head.epoch);
    else if (!this.timeline.isWithin(head)) return this.#startOver();
    else this.timeline.beginResume();
    return [{ type: "time", server_time: welcome.server_time }];
  }

  #events(messages: readonly Message[], changes: readonly Change[]): RoomEffect[] {
    if (this.#phase === "apart") return [{ type: "reconnect" }];
    const settled = this.acknowledge(messages);
    const before = this.timeline.reached;
    const taken = this.timeline.take(messages, changes);
    if (taken === "conflict") return [...settled, ...this.#startOver()];
    // What came before a gap was taken and is not sent again; what was here before is not new.
    const { message_id, change_id } = this.timeline.reached;
    const isNew = (id: number, was: number, is: number) => id > was && (taken === "taken" || id <= is);
    this.#follow(
      messages.filter((message) => isNew(message.message_id, before.message_id, message_id)),
      changes.filter((change) => isNew(change.change_id, before.change_id, change_id)),
    );
    if (taken === "gap") return [...settled, { type: "reconnect" }];
    return [...settled, ...this.sending.reached(this.timeline.last)];
  }

  /** Everything else about the room follows what is new in the log. */
  #follow(messages: readonly Message[], changes: readonly Change[]): void {
    for (const { message_id, sender } of messages) {
      this.typing.stopped(sender);
      if (sender !== this.#self) this.receipts.delivered(message_id);
    }
    for (const change of changes) {
      this.metadata.follow(change);
      if (!hasLeft(change)) continue;
      this.receipts.departed(change.user_id);
      this.typing.stopped(change.user_id);
    }
    for (const thread of this.threads) thread.take(messages, changes);
    this.rosters.take(changes);
  }

  #current({ position }: Extract<RoomDown, { type: "current" }>, now: number): RoomEffect[] {
    const isReload = this.#phase === "reloading";
    const taken = this.timeline.complete(position);
    if (taken === "conflict") return this.#startOver();
    if (taken === "gap") return [{ type: "reconnect" }];
    this.#phase = "current";
    this.sending.actions.seen();
    this.receipts.complete();
    const reached = this.sending.reached(this.timeline.last);
    return [
      ...reached,
      { type: "current", isReload },
      ...this.typing.resume(now).map(send),
      ...this.openAgain(),
    ];
  }

  /** What is here is not this room's log: load it again. */
  #startOver(): RoomEffect[] {
    this.timeline.forget();
    return [{ type: "reconnect" }];
  }

  /** How far the user has read, if the room still has to be told; else 0. */
  get #owedReceipt(): MessageId {
    return this.#hasReceipts ? this.receipts.owed(this.isCurrent ? this.head : Number.POSITIVE_INFINITY) : 0;
  }

  /** Larger rooms keep no receipts, and archived ones take no more. */
  get #hasReceipts(): boolean {
    const { room, removed } = this.metadata;
    return !removed && !room?.archived && (room?.member_count ?? 0) <= RECEIPTS_MEMBERS_MAX;
  }
}

const hasLeft = (
  change: Change,
): change is Extract<Change, { type: "member_left" | "member_removed" | "member_banned" }> =>
  ["member_left", "member_removed", "member_banned"].includes(change.type);

const send = (frame: RoomUp): RoomEffect => ({ type: "send", frame });
