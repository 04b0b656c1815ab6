import { actionFor, assertNever, type Code, codes } from "../protocol/codes.ts";
import type { ClientId, UserId } from "../protocol/ids.ts";
import { PROTOCOL_VERSION } from "../protocol/limits.ts";
import type { Message } from "../protocol/message.ts";
import type { Change, History, Role, Room } from "../protocol/room.ts";
import type { RoomDown, RoomUp } from "../protocol/room-frames.ts";
import { type Failure, Outbox, type Outgoing } from "./outbox.ts";
import { Timeline } from "./timeline.ts";

/** What comes in: the socket's frames, and the answer to a send over plain HTTP. */
export type RoomIn = RoomDown | { readonly type: "stored"; readonly message: Message };

/** What is to be done about what came in. */
export type RoomEffect =
  | { readonly type: "send"; readonly frame: RoomUp }
  /** Caught up: what is here equals the room's log as of now. */
  | { readonly type: "current" }
  /** Something is missing or too late: connect again and resume. */
  | { readonly type: "reconnect" }
  /** This client must not go on. */
  | { readonly type: "end"; readonly code: "protocol_too_old" }
  /** A send is settled; the device need not keep it. */
  | { readonly type: "settled"; readonly client_id: ClientId }
  /** A send has failed for good; the device keeps it as this. */
  | { readonly type: "failed"; readonly outgoing: Outgoing };

/**
 * The client's end of one room: the log it holds, the sends it owes, and what each frame does to
 * them. Pure: time and chance are arguments, effects are returned, and nothing else is touched.
 */
export class RoomLog {
  readonly timeline = new Timeline();
  readonly outbox = new Outbox();
  readonly #self: UserId;
  #room: Room | undefined;
  #role: Role | undefined;
  #removed = false;
  #head = 0;
  /** Changes up to this one are in `room` and `role` as the server told them. */
  #roomAsOf = 0;
  #phase: "apart" | "resuming" | "current" = "apart";

  constructor(self: UserId) {
    this.#self = self;
  }

  get room(): Room | undefined {
    return this.#room;
  }

  get role(): Role | undefined {
    return this.#role;
  }

  get removed(): boolean {
    return this.#removed;
  }

  /** The newest message known to exist. */
  get head(): number {
    return Math.max(this.#head, this.timeline.last);
  }

  /** What was known of the room when it was last open. */
  remember(room: Room | undefined, role: Role | undefined): void {
    this.#room ??= room;
    this.#role ??= role;
  }

  /** Takes up sends found on the device. Returns those the log shows to be settled already. */
  adopt(found: readonly Outgoing[]): RoomEffect[] {
    if (found.length === 0) return [];
    const said = new Set(this.timeline.messages.map((message) => message.client_id));
    for (const outgoing of found) if (!said.has(outgoing.client_id)) this.outbox.add(outgoing, true);
    return found.flatMap(({ client_id }) =>
      said.has(client_id) ? [{ type: "settled", client_id } as const] : [],
    );
  }

  /** A connection is open. Nothing is sent on it before the log is current, so nothing is sent needlessly. */
  connected(window: number): RoomEffect[] {
    this.outbox.connected(window);
    const position = this.timeline.position;
    return [
      { type: "send", frame: { type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) } },
    ];
  }

  disconnected(): void {
    this.#phase = "apart";
    this.timeline.interrupt();
    this.outbox.disconnected();
  }

  /** The user is not in the room any more: nothing that waits can succeed by waiting. */
  expelled(): RoomEffect[] {
    this.#removed = true;
    return this.outbox.failAll(failureOf("not_a_member")).map(failed);
  }

  /** What time has brought: sends that may go out, or an answer that did not come in time. */
  due(now: number): RoomEffect[] {
    if (this.#phase !== "current") return [];
    if ((this.outbox.overdueAt ?? Number.POSITIVE_INFINITY) <= now) return [{ type: "reconnect" }];
    const taken = this.outbox.take(now);
    return taken.map(({ client_id, content }) => ({
      type: "send",
      frame: { type: "send", client_id, ...content },
    }));
  }

  /** When to ask `due` again, if nothing happens before. */
  dueAt(now: number): number | undefined {
    if (this.#phase !== "current") return undefined;
    const { overdueAt, heldUntil = 0 } = this.outbox;
    if (heldUntil <= now) return overdueAt;
    return Math.min(heldUntil, overdueAt ?? heldUntil);
  }

  receive(frame: RoomIn, now: number, random: number): RoomEffect[] {
    switch (frame.type) {
      case "welcome":
        return this.#welcome(frame);
      case "events":
        return this.#events(frame.messages, frame.changes);
      case "current":
        return this.#current(frame);
      case "stored":
        return this.#stored(frame.message);
      case "reject": {
        const outgoing = this.outbox.refuse(frame, now, random);
        return outgoing ? [failed(outgoing)] : [];
      }
      case "error":
        return this.#error(frame);
      case "pong":
        return [];
      default:
        return assertNever(frame);
    }
  }

  /** An older page of the log, as asked for with `before`. */
  older(history: History): RoomEffect[] {
    this.timeline.prepend(history);
    return history.messages.flatMap((message) => this.#acknowledge(message));
  }

  #welcome(welcome: Extract<RoomDown, { type: "welcome" }>): RoomEffect[] {
    if (welcome.min_protocol > PROTOCOL_VERSION) return [{ type: "end", code: "protocol_too_old" }];
    this.#phase = "resuming";
    this.#room = welcome.room;
    this.#role = welcome.role;
    this.#removed = false;
    this.#head = welcome.head.message_id;
    this.#roomAsOf = welcome.head.change_id;
    if (welcome.mode === "reload") this.timeline.beginReload(welcome.head.epoch);
    else if (!this.timeline.isWithin(welcome.head)) return this.#startOver();
    return [];
  }

  #events(messages: readonly Message[], changes: readonly Change[]): RoomEffect[] {
    if (this.#phase === "apart") return [{ type: "reconnect" }];
    const settled = messages.flatMap((message) => this.#acknowledge(message));
    const taken = this.timeline.take(messages, changes);
    if (taken === "conflict") return [...settled, ...this.#startOver()];
    if (taken === "gap") return [...settled, { type: "reconnect" }];
    for (const change of changes) this.#follow(change);
    return [...settled, ...this.#passed()];
  }

  #current({ position }: Extract<RoomDown, { type: "current" }>): RoomEffect[] {
    const taken = this.timeline.complete(position);
    if (taken === "conflict") return this.#startOver();
    if (taken === "gap") return [{ type: "reconnect" }];
    this.#phase = "current";
    return [...this.#passed(), { type: "current" }];
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
   * A frame of ours was bad, and the server cannot say which. If only one send is in flight it was
   * that one; else from here on there is only one, so that a second error names the culprit.
   */
  #error({ code, message }: Extract<RoomDown, { type: "error" }>): RoomEffect[] {
    if (actionFor(code) !== "stop") return [];
    const culprit = this.outbox.onlyInFlight;
    const outgoing = culprit && this.outbox.fail(culprit, { code, message });
    this.outbox.slowDown();
    return outgoing ? [failed(outgoing)] : [];
  }

  /** What is here is not this room's log: load it again. */
  #startOver(): RoomEffect[] {
    this.timeline.forget();
    return [{ type: "reconnect" }];
  }

  /** Keeps `room` and `role` true to the changes since the server told them. */
  #follow(change: Change): void {
    if (change.change_id <= this.#roomAsOf || !this.#room) return;
    this.#roomAsOf = change.change_id;
    const isSelf = change.user_id === this.#self;
    switch (change.type) {
      case "member_joined":
        this.#room = { ...this.#room, member_count: this.#room.member_count + 1 };
        if (isSelf) this.#role = change.role;
        return;
      case "member_left":
        this.#room = { ...this.#room, member_count: this.#room.member_count - 1 };
        if (isSelf) this.#removed = true;
        return;
      case "role_changed":
        if (isSelf) this.#role = change.role;
        return;
      default:
        assertNever(change);
    }
  }
}

const failed = (outgoing: Outgoing): RoomEffect => ({ type: "failed", outgoing });

/** A refusal as it is kept with a send that failed for it. */
export const failureOf = (code: Code, detail?: string): Failure => ({
  code,
  message: detail ?? codes[code].text,
});
