import type { RoomId, SessionId } from "../../../protocol/ids.ts";
import { ENDED_SESSION_KEPT_MS } from "../../../protocol/limits.ts";
import { Delivery, type DeliveryPorts } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import { Outbox } from "../../object/outbox.ts";
import type { InboxTables } from "../tables/inbox-tables.ts";

/** What is needed of the world to make the end of a session known. */
export interface SessionEndingPorts extends DeliveryPorts {
  readonly tables: InboxTables;
  /** The rooms where sessions may have sockets. */
  rooms(): readonly RoomId[];
  /** Has a room close the sockets of these sessions. */
  tellRoom(room_id: RoomId, session_ids: readonly SessionId[], signal: AbortSignal): Promise<unknown>;
  /** Deletes a session from the database of sessions; it may have been deleted already. */
  forget(session_id: SessionId): Promise<unknown>;
}

/**
 * Makes the end of sessions known: to the rooms where they may have sockets, and to the database of sessions.
 * Either may be out of reach at that moment. From then on the inbox itself says that the session has ended.
 */
export class SessionEnding {
  readonly followers: readonly Follower[];
  readonly #rooms: Outbox<readonly SessionId[], RoomId>;
  readonly #sessions: Outbox<null, SessionId>;

  readonly #ports: SessionEndingPorts;

  constructor(ports: SessionEndingPorts) {
    const { tables, clock, random, tellRoom, forget, failed } = ports;
    const sql = tables.outbox;
    this.#ports = ports;
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

  /** Sessions have ended: this is noted, with all that must be told of it. */
  end(session_ids: readonly SessionId[]): void {
    const { tables, clock, rooms } = this.#ports;
    const now = clock.now();
    tables.transaction(() => {
      for (const session_id of session_ids) {
        tables.account.endSession(session_id, now + ENDED_SESSION_KEPT_MS, now);
        this.#sessions.enqueue(session_id, null);
      }
      for (const room_id of rooms()) this.#rooms.enqueue(room_id, session_ids);
    });
  }

  /** A room that was not known may have sockets of sessions that ended meanwhile. */
  roomAppeared(room_id: RoomId): void {
    const ended = this.#ports.tables.account.endedSessions();
    if (ended.length > 0) this.#rooms.enqueue(room_id, ended);
  }

  /**
   * Whether a session has ended, known until all of its tokens have expired and D1 has deleted it. If not, the tokens
   * are in use that came when its refresh token was exchanged at `rotated_at`.
   */
  hasEnded(session_id: SessionId, rotated_at: number | undefined): boolean {
    const { account } = this.#ports.tables;
    if (account.hasEnded(session_id) || this.#sessions.get(session_id) !== undefined) return true;
    if (rotated_at !== undefined) account.useSession(session_id, rotated_at);
    return false;
  }

  /** Whether anything was done with the tokens of an exchange, or of a later one. */
  wasUsed(session_id: SessionId, rotated_at: number): boolean {
    return this.#ports.tables.account.wasUsed(session_id, rotated_at);
  }
}
