import { assertNever } from "../protocol/codes.ts";
import type { ClientId, RoomId } from "../protocol/ids.ts";
import { HISTORY_PAGE } from "../protocol/limits.ts";
import { Content, type Message, refuseText } from "../protocol/message.ts";
import type { Change, Role, Room as RoomView } from "../protocol/room.ts";
import type { RoomUp } from "../protocol/room-frames.ts";
import { type ClientParts, connectionOf } from "./client-parts.ts";
import { Alarm } from "./clock.ts";
import type { Connection, ConnectionState } from "./connection.ts";
import type { Link } from "./link.ts";
import { Computed, type Observable } from "./observable.ts";
import type { Failure, Outgoing } from "./outbox.ts";
import { roomDoors } from "./room-doors.ts";
import { failureOf, type RoomEffect, type RoomIn, RoomLog } from "./room-log.ts";

/** Newest messages of a room that stay on the device. */
const SAVED_MESSAGES = 200;
/** Milliseconds in which changes are gathered before the cache is written. */
const SAVE_MS = 1_000;

/** An own send that is not among the messages yet. */
export interface Pending {
  readonly client_id: ClientId;
  readonly content: Content;
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  /** `pending`: not on its way yet. `sent_waiting`: on its way, not acknowledged. `failed`: a person decides. */
  readonly status: "pending" | "sent_waiting" | "failed";
  readonly failure?: Failure;
}

/** One room as a person sees it. Draw messages by id, each followed by the changes after it, then `pending`. */
export interface RoomState {
  readonly connection: ConnectionState;
  readonly room?: RoomView;
  readonly role?: Role;
  /** A run of message_ids without holes that ends at the newest known. */
  readonly messages: readonly Message[];
  readonly changes: readonly Change[];
  readonly pending: readonly Pending[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  /** Newest message_id known to exist. */
  readonly head: number;
  /** No longer a member. */
  readonly removed: boolean;
}

/** One room in use: joins the pure log to the connection, the device's storage and time. */
export class Room {
  readonly state: Observable<RoomState>;
  readonly room_id: RoomId;
  readonly #parts: ClientParts;
  readonly #log: RoomLog;
  readonly #connection: Connection<RoomUp, RoomIn>;
  readonly #view: Computed<RoomState>;
  readonly #due: Alarm;
  readonly #save: Alarm;
  readonly #onIdle: () => void;
  #link: Link<RoomUp> | undefined;
  #loadingOlder = false;
  #isLoaded = false;
  #isClosed = false;

  /** `onIdle` is called when the last send has been settled. */
  constructor(parts: ClientParts, room_id: RoomId, onIdle: () => void) {
    this.#parts = parts;
    this.room_id = room_id;
    this.#onIdle = onIdle;
    this.#log = new RoomLog(parts.self);
    this.#view = new Computed(() => this.#look());
    this.state = this.#view;
    this.#due = new Alarm(parts.clock, () => this.#go([]));
    this.#save = new Alarm(parts.clock, () => void this.#write());
    this.#connection = connectionOf(parts, {
      doors: roomDoors(parts, room_id, () => this.#log.timeline.position),
      onOpen: (link) => {
        this.#link = link;
        this.#go(this.#log.connected(link.window));
      },
      onFrame: (frame) => this.#go(this.#log.receive(frame, parts.clock.now(), parts.random())),
      onDown: () => {
        this.#link = undefined;
        this.#log.disconnected();
        this.#go([]);
      },
    });
    this.#connection.state.subscribe(() => this.#connectionChanged());
    void this.#load();
  }

  /** Whether something will still be sent without a person's doing, as far as is known yet. */
  get isBusy(): boolean {
    return !this.#isLoaded || this.#log.outbox.isBusy;
  }

  send(content: Content): void {
    const { clock, newClientId, store } = this.#parts;
    const failure = whyNot(content);
    const outgoing: Outgoing = {
      client_id: newClientId(),
      room_id: this.room_id,
      content,
      created_at: clock.now(),
      ...(failure && { failure }),
    };
    this.#log.outbox.add(outgoing, false);
    // Either the user is back in, or the send fails for the same reason.
    if (this.#log.removed) this.reopen();
    this.#go([]);
    // First kept, then sent: a reload in between loses nothing.
    void store.putOutgoing(outgoing).then(() => {
      this.#log.outbox.kept(outgoing.client_id);
      this.#go([]);
    });
  }

  /** Sends a failed one again: under its old client_id if that can still succeed, else as a new send. */
  retry(client_id: ClientId): void {
    const outgoing = this.#log.outbox.remove(client_id);
    if (!outgoing) return;
    const { failure, ...again } = outgoing;
    if (failure && ["client_id_expired", "client_id_taken"].includes(failure.code)) {
      void this.#parts.store.deleteOutgoing(this.room_id, client_id);
      return this.send(outgoing.content);
    }
    this.#log.outbox.add(again, true);
    void this.#parts.store.putOutgoing(again);
    this.reopen();
    this.#go([]);
  }

  discard(client_id: ClientId): void {
    this.#log.outbox.remove(client_id);
    this.#go([{ type: "settled", client_id }]);
  }

  async loadOlder(): Promise<void> {
    const before = this.#log.timeline.first;
    if (this.#loadingOlder || before <= 1 || !this.#log.timeline.position) return;
    this.#setLoadingOlder(true);
    const page = await this.#parts.call("history", { room_id: this.room_id, before, limit: HISTORY_PAGE });
    this.#setLoadingOlder(false);
    if (page.ok) this.#go(this.#log.older(page.value));
  }

  wake(): void {
    this.#connection.wake();
  }

  /** Connects, also after a stop. */
  reopen(): void {
    if (!this.#isClosed) this.#connection.open();
  }

  close(code?: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection.close(code);
    this.#due.clear();
    if (this.#save.isSet) void this.#write();
    this.#save.clear();
  }

  /** Shows what the device has, then connects from there. */
  async #load(): Promise<void> {
    const { store } = this.#parts;
    const [saved, outgoing] = await Promise.all([store.room(this.room_id), store.outgoing(this.room_id)]);
    if (this.#isClosed) return;
    if (saved) {
      this.#log.timeline.restore(saved.timeline);
      this.#log.remember(saved.room, saved.role);
    }
    this.#isLoaded = true;
    this.#go(this.#log.adopt(outgoing));
    this.reopen();
  }

  #connectionChanged(): void {
    const connection = this.#connection.state.get();
    const isExpelled = connection.state === "closed" && connection.code === "not_a_member";
    if (isExpelled) this.#go(this.#log.expelled());
    else this.#view.changed();
  }

  /** Does what the log asks for, then what has become due by it. */
  #go(effects: readonly RoomEffect[]): void {
    for (const effect of effects) this.#do(effect);
    for (const effect of this.#log.due(this.#parts.clock.now())) this.#do(effect);
    const dueAt = this.#log.dueAt(this.#parts.clock.now());
    if (dueAt === undefined || this.#isClosed) this.#due.clear();
    else this.#due.set(dueAt);
    if (!this.#save.isSet && !this.#isClosed) this.#save.set(this.#parts.clock.now() + SAVE_MS);
    this.#view.changed();
    if (!this.isBusy) this.#onIdle();
  }

  #do(effect: RoomEffect): void {
    switch (effect.type) {
      case "send":
        return this.#link?.send(effect.frame);
      case "current":
        void this.#adoptOrphans();
        return this.#connection.live();
      case "reconnect":
        return this.#connection.reconnect();
      case "end":
        return this.#connection.close(effect.code);
      case "settled":
        return void this.#parts.store.deleteOutgoing(this.room_id, effect.client_id);
      case "failed":
        return void this.#parts.store.putOutgoing(effect.outgoing);
      default:
        return assertNever(effect);
    }
  }

  /** Sends another tab left behind when it was closed. One that is still open sends the same; that is harmless. */
  async #adoptOrphans(): Promise<void> {
    this.#go(this.#log.adopt(await this.#parts.store.outgoing(this.room_id)));
  }

  async #write(): Promise<void> {
    const timeline = this.#log.timeline.save(SAVED_MESSAGES);
    const { room, role, removed } = this.#log;
    if (removed) await this.#parts.store.deleteRoom(this.room_id);
    else if (timeline) await this.#parts.store.putRoom(this.room_id, { room, role, timeline });
  }

  #setLoadingOlder(loading: boolean): void {
    this.#loadingOlder = loading;
    this.#view.changed();
  }

  #look(): RoomState {
    const { timeline, outbox, room, role, head, removed } = this.#log;
    return {
      connection: this.#connection.state.get(),
      ...(room && { room }),
      ...(role && { role }),
      messages: timeline.messages,
      changes: timeline.changes,
      pending: outbox.outgoing.map(({ room_id: _, ...outgoing }) => ({
        ...outgoing,
        status: statusOf(outgoing, outbox),
      })),
      hasOlder: timeline.position !== undefined && timeline.first > 1,
      loadingOlder: this.#loadingOlder,
      head,
      removed,
    };
  }
}

const statusOf = (
  { client_id, failure }: Omit<Outgoing, "room_id">,
  outbox: RoomLog["outbox"],
): Pending["status"] => {
  if (failure) return "failed";
  return outbox.isSent(client_id) ? "sent_waiting" : "pending";
};

/** Why the server would refuse a content, found out before it can hold up those behind it. */
function whyNot(content: Content): Failure | undefined {
  const refusal = refuseText(content.text);
  if (refusal) return failureOf(refusal.code);
  return Content.safeParse(content).success ? undefined : failureOf("bad_request");
}
