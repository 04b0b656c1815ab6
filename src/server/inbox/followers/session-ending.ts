import type { RoomId, SessionId } from "../../../protocol/ids.ts";
import type { Clock } from "../../object/clock.ts";
import { Delivery } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";

/** What is needed of the world to make the end of a session known. */
export interface SessionEndingPorts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  random(): number;
  /** Has a room close the sockets of these sessions. */
  tellRoom(room_id: RoomId, session_ids: readonly SessionId[], signal: AbortSignal): Promise<unknown>;
  /** Deletes a session from the database of sessions; it may have been deleted already. */
  forget(session_id: SessionId): Promise<unknown>;
  /** Something could not be told: the alarm has to be set. */
  failed(): void;
}

/**
 * Makes the end of sessions known: to the rooms where they may have sockets, and to the database of sessions.
 * Either may be out of reach at that moment. From then on the inbox itself says that the session has ended.
 */
export class SessionEnding {
  readonly followers: readonly Follower[];
  readonly #rooms: Outbox<readonly SessionId[], RoomId>;
  readonly #sessions: Outbox<null, SessionId>;

  constructor(sql: OutboxSql, { clock, random, tellRoom, forget, failed }: SessionEndingPorts) {
    const options = { now: clock.now, random };
    this.#rooms = new Outbox<readonly SessionId[], RoomId>(sql, {
      ...options,
      topic: "session room",
      merge: (waiting, newer) => [...new Set([...waiting, ...newer])],
    });
    this.#sessions = new Outbox(sql, { ...options, topic: "session" });
    this.followers = [
      new Delivery(this.#rooms, { name: "sessions in rooms", clock, failed, deliver: tellRoom }),
      new Delivery(this.#sessions, { name: "sessions in D1", clock, failed, deliver: forget }),
    ];
  }

  /** Sessions have ended. To be called in the transaction that notes it. */
  ended(session_ids: readonly SessionId[], room_ids: readonly RoomId[]): void {
    for (const session_id of session_ids) this.#sessions.enqueue(session_id, null);
    this.tell(room_ids, session_ids);
  }

  /** Rooms must be told of sessions that have ended. */
  tell(room_ids: readonly RoomId[], session_ids: readonly SessionId[]): void {
    if (session_ids.length > 0) for (const room_id of room_ids) this.#rooms.enqueue(room_id, session_ids);
  }

  /** Whether the database of sessions may still show a session that has ended. */
  isPending(session_id: SessionId): boolean {
    return this.#sessions.get(session_id) !== undefined;
  }
}
