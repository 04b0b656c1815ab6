import type { MessageId, UserId } from "../../protocol/ids.ts";
import { TYPING_EXPIRES_MS, TYPING_REPEAT_MS } from "../../protocol/limits.ts";
import type { RoomUp, TypingUser } from "../../protocol/room-frames.ts";

/** Who else is typing in a room, and telling them that this user is. Nothing of it outlives a connection. Pure. */
export class Typing {
  readonly #self: UserId;
  #users = new Map<UserId, { readonly user: TypingUser; readonly until: number }>();
  #shown: readonly TypingUser[] = [];
  /** When, and for which thread, others were last told that this user types. */
  #told: { readonly at: number; readonly thread: MessageId | undefined } | undefined;

  /** When and where this user last typed; undefined once they have stopped. */
  #typed: { readonly at: number; readonly thread: MessageId | undefined } | undefined;

  constructor(self: UserId) {
    this.#self = self;
  }

  get users(): readonly TypingUser[] {
    return this.#shown;
  }

  /** Everyone who is typing now. */
  received(users: readonly TypingUser[], now: number): void {
    const others = users.filter((user) => user.user_id !== this.#self);
    const until = now + TYPING_EXPIRES_MS;
    this.#show(new Map(others.map((user) => [user.user_id, { user, until }])));
  }

  /** A user's message ends their typing, on both sides; and so does leaving the room. */
  stopped(user_id: UserId): void {
    if (user_id === this.#self) this.#told = undefined;
    if (!this.#users.has(user_id)) return;
    const others = new Map(this.#users);
    others.delete(user_id);
    this.#show(others);
  }

  expire(now: number): void {
    if ((this.expiresAt ?? Number.POSITIVE_INFINITY) > now) return;
    this.#show(new Map([...this.#users].filter(([, { until }]) => until > now)));
  }

  get expiresAt(): number | undefined {
    const ends = [...this.#users.values()].map(({ until }) => until);
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  /** The same as `type`, while nobody can be told. */
  note(on: boolean, thread: MessageId | undefined, now: number): void {
    this.#typed = on ? { at: now, thread } : undefined;
  }

  /** Others can be told again: tells them, if this user would still be shown as typing. */
  resume(now: number): RoomUp[] {
    if (!this.#typed || now >= this.#typed.at + TYPING_EXPIRES_MS) return [];
    return this.type(true, this.#typed.thread, now);
  }

  /** This user types, or stops. Returns the frame to send, unless others know that already. */
  type(on: boolean, thread: MessageId | undefined, now: number): RoomUp[] {
    this.note(on, thread, now);
    const { at, thread: before } = this.#told ?? { at: Number.NEGATIVE_INFINITY, thread };
    const isKnown = before === thread && now < at + (on ? TYPING_REPEAT_MS : TYPING_EXPIRES_MS);
    if (on === isKnown) return [];
    this.#told = on ? { at: now, thread } : undefined;
    return [{ type: "typing", on, ...(thread !== undefined && { thread }) }];
  }

  disconnected(): void {
    this.#told = undefined;
    if (this.#users.size > 0) this.#show(new Map());
  }

  #show(users: Map<UserId, { readonly user: TypingUser; readonly until: number }>): void {
    this.#users = users;
    this.#shown = [...users.values()].map(({ user }) => user);
  }
}
