import {
  createParlor,
  MemoryStorage,
  type Parlor,
  type RoomHandle,
  type ThreadHandle,
} from "../../src/client/index.ts";
import type { Action, InboxAction } from "../../src/protocol/actions.ts";
import type { ClientId, MessageId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Content } from "../../src/protocol/message.ts";
import { type ActionHistory, type ActionRecord, actionKey } from "./action-history.ts";
import type { Gateway } from "./gateway.ts";
import { Network, type Observer, type Quality } from "./network.ts";
import type { Random } from "./random.ts";
import { newActor, time } from "./scheduler.ts";

/** A text that was typed, and the send it became. */
export interface Typed {
  readonly operation: string;
  readonly content: Content;
  /** By which the text calls on people, beyond the content's mentions. */
  readonly handles: readonly string[];
  readonly client_id: ClientId;
}

export interface DeviceParts {
  readonly name: string;
  readonly user_id: UserId;
  readonly gateway: Gateway;
  readonly random: Random;
  readonly quality: Quality;
  readonly observer: Observer;
  readonly history: ActionHistory;
}

/** One device of one user, with the real SDK on it. Its storage outlives the program that runs on it. */
export class Device {
  readonly name: string;
  readonly user_id: UserId;
  readonly network: Network;
  /** What the user has typed here, by room. */
  readonly typed = new Map<RoomId, Typed[]>();
  /** How far the user has read here, by room. */
  readonly marked = new Map<RoomId, MessageId>();
  /** The first message marked as unread here, by room. */
  readonly unmarked = new Map<RoomId, MessageId>();
  /** Whom the user has ever blocked or no longer blocked here. */
  readonly blocked = new Set<UserId>();
  /** The rooms that the user has ever wanted to join here. */
  readonly joined = new Set<RoomId>();
  readonly rooms = new Map<RoomId, RoomHandle>();
  /** The rooms whose end the user looks at, and what ends that. */
  readonly attended = new Map<RoomId, () => void>();
  /** The threads that are open, by room and first message. */
  readonly threads = new Map<string, ThreadHandle>();
  /** The people whose presence is shown. */
  readonly watched = new Map<UserId, () => void>();
  readonly #parts: DeviceParts;
  readonly #storage = new MemoryStorage();
  readonly #skew: number;
  #parlor: Parlor | undefined;

  constructor(parts: DeviceParts) {
    const { name, user_id, gateway, random, quality, observer } = parts;
    this.name = name;
    this.user_id = user_id;
    this.#parts = parts;
    // Clocks of phones and laptops: some are minutes off.
    this.#skew = random.chance(0.2) ? random.int(-300_000, 300_000) : random.int(-2_000, 2_000);
    this.network = new Network(gateway, random, quality, observer, newActor(this.#skew));
  }

  get parlor(): Parlor {
    if (!this.#parlor) throw new Error("the device is off");
    return this.#parlor;
  }

  get isOn(): boolean {
    return this.#parlor !== undefined;
  }

  /** Unix milliseconds by the device's clock. */
  get now(): number {
    return Math.floor(time().now + this.#skew);
  }

  /** Signed in before, the user opens the app. */
  async install(): Promise<void> {
    const { user, expires_in, tokens } = this.#parts.gateway.session({
      refresh_token: `${this.user_id}.s_${this.name.replace(/\D/g, "").padStart(20, "0")}`,
    });
    await this.#storage.put("session", "session", {
      user,
      expires_at: time().now + this.#skew + expires_in * 1000,
      tokens,
    });
    this.start();
  }

  start(): void {
    const { network } = this;
    const actor = newActor(this.#skew);
    network.actor = actor;
    time().current = actor;
    this.#parlor = createParlor({
      url: "http://parlor",
      tokens: "body",
      storage: this.#storage,
      openSocket: network.openSocket,
      fetch: network.fetch as typeof fetch,
      random: this.#parts.random.next,
      clock: {
        now: () => this.now,
        setTimeout: (run, ms) => time().after(ms, run, actor),
        clearTimeout: (callOff) => (callOff as () => void)(),
      },
    });
  }

  /** The program is killed and started again: only what was stored is left. */
  restart(): void {
    const open = [...this.rooms.keys()];
    const watched = [...this.watched.keys()];
    this.turnOff(false);
    this.start();
    const again = () => {
      for (const room_id of open) this.open(room_id);
      for (const user_id of watched) this.watch(user_id);
    };
    time().after(1, again, this.network.actor);
  }

  /** The user closes the app, which says goodbye; or the device just stops. */
  turnOff(isClean: boolean): void {
    if (isClean) this.#parlor?.close();
    else {
      this.network.actor.alive = false;
      this.network.cut();
    }
    this.#parlor = undefined;
    this.rooms.clear();
    this.attended.clear();
    this.threads.clear();
    this.watched.clear();
  }

  /** What is stored of the inbox and of the rooms that are open, as JSON. */
  async stored(): Promise<string> {
    const cache = (key: string) => this.#storage.get("cache", `${this.user_id}/${key}`);
    const open = [...this.rooms].filter(([, { state }]) => !state.get().removed);
    return JSON.stringify([
      await cache("inbox"),
      await Promise.all(open.map(([room_id]) => cache(`room/${room_id}`))),
      await this.#storage.list("outbox", ""),
    ]);
  }

  // ---- rooms ----------------------------------------------------------------------------------

  open(room_id: RoomId): RoomHandle {
    const known = this.rooms.get(room_id);
    if (known) return known;
    time().current = this.network.actor;
    const handle = this.parlor.openRoom(room_id);
    this.rooms.set(room_id, handle);
    return handle;
  }

  /** The user looks at the end of the room, and so reads whatever comes; or looks away. */
  attend(room_id: RoomId, on: boolean): void {
    this.attended.get(room_id)?.();
    this.attended.delete(room_id);
    const handle = this.rooms.get(room_id);
    handle?.setAtEnd(on);
    if (!on || !handle) return;
    let seen = 0;
    const see = () => {
      const { hasNewer, messages } = handle.state.get();
      const last = messages.at(-1)?.message_id ?? 0;
      if (hasNewer || last <= seen) return;
      seen = last;
      this.#markRead(handle, room_id, last);
    };
    this.attended.set(room_id, handle.state.subscribe(see));
    see();
  }

  shut(room_id: RoomId): void {
    this.attended.get(room_id)?.();
    this.attended.delete(room_id);
    for (const [key, thread] of this.threads) {
      if (!key.startsWith(room_id)) continue;
      thread.close();
      this.threads.delete(key);
    }
    this.rooms.get(room_id)?.close();
    this.rooms.delete(room_id);
  }

  openThread(room_id: RoomId, root: MessageId): ThreadHandle {
    const key = `${room_id} ${root}`;
    const thread = this.threads.get(key) ?? this.open(room_id).thread(root);
    this.threads.set(key, thread);
    return thread;
  }

  type(room_id: RoomId, operation: string, content: Content, handles: readonly string[] = []): void {
    const { state, ...handle } = this.open(room_id);
    const before = new Set(state.get().pending.map(({ client_id }) => client_id));
    if (content.thread === undefined) {
      handle.send(content, handles);
      // A draft ends with the message it became.
      this.#parts.history.touch(draftSlot(this.user_id, room_id), this.name);
    } else this.openThread(room_id, content.thread).send(content, handles);
    const sent = state.get().pending.find(({ client_id }) => !before.has(client_id));
    if (!sent) throw new Error("what was typed is not shown");
    this.typed.set(room_id, [
      ...(this.typed.get(room_id) ?? []),
      { operation, content, handles, client_id: sent.client_id },
    ]);
  }

  /** The user looks at the room: some or all of what is shown has been read. */
  read(room_id: RoomId): void {
    const handle = this.open(room_id);
    const last = handle.state.get().messages.at(-1)?.message_id ?? 0;
    if (last === 0) return;
    const { random } = this.#parts;
    this.#markRead(handle, room_id, random.chance(0.7) ? last : random.int(1, last));
  }

  #markRead(handle: RoomHandle, room_id: RoomId, message_id: MessageId): void {
    const { history } = this.#parts;
    this.marked.set(room_id, Math.max(message_id, this.marked.get(room_id) ?? 0));
    history.touch(unreadSlot(this.user_id, room_id), this.name);
    handle.markRead(message_id);
  }

  /** The user scrolls or goes to another place in the room; `where` is in [0, 1). */
  wander(room_id: RoomId, where: number): void {
    const handle = this.open(room_id);
    if (where < 0.2) void handle.loadOlder();
    else if (where < 0.4) void handle.loadNewer();
    else if (where > 0.9) handle.jumpToLatest();
    else void handle.jumpTo(1 + Math.floor(((where - 0.4) / 0.5) * handle.state.get().head));
  }

  // ---- actions -----------------------------------------------------------------------------------

  applyAction(room_id: RoomId, action: Action, record: Omit<ActionRecord, "device">): void {
    const field = FIELDS[action.type];
    if (field && "message_id" in action)
      this.#parts.history.applyAction(actionKey(room_id, action.message_id, field, this.user_id), this.name);
    this.#parts.history.begin({ ...record, device: this.name }, this.open(room_id).applyAction(action));
  }

  applyInboxAction(action: InboxAction, record: Omit<ActionRecord, "device">): void {
    this.#parts.history.begin({ ...record, device: this.name }, this.parlor.applyInboxAction(action));
  }

  watch(user_id: UserId): void {
    if (!this.watched.has(user_id))
      this.watched.set(
        user_id,
        this.parlor.presence(user_id).subscribe(() => {}),
      );
  }

  unwatch(user_id: UserId): void {
    this.watched.get(user_id)?.();
    this.watched.delete(user_id);
  }

  stop(): void {
    this.network.actor.alive = false;
  }
}

/** The part of a message that an action changes. */
const FIELDS: Partial<Record<Action["type"], string>> = {
  edit: "text",
  delete: "text",
  react: "reactions",
  pin: "pinned",
  vote: "votes",
};

export const draftSlot = (user_id: UserId, room_id: RoomId): string => `draft ${user_id} ${room_id}`;
export const unreadSlot = (user_id: UserId, room_id: RoomId): string => `unread ${user_id} ${room_id}`;
