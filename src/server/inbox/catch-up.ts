import type { RoomId, UserId } from "../../protocol/ids.ts";
import { CATCH_UP_WAIT_MS } from "../../protocol/limits.ts";
import type { Due, DuePorts } from "../object/alarm.ts";
import { callEach } from "../object/calls.ts";
import { Outbox } from "../object/outbox.ts";
import type { OutboxSql } from "../object/outbox-sql.ts";
import type { Inbox } from "./inbox.ts";
import type { RoomReports, RoomToAsk } from "./room-reports.ts";
import type { RoomUpdate } from "./room-update.ts";

/** The dependencies of catching up. */
export interface CatchUpPorts extends DuePorts {
  /** Asks a room what its member missed; null if they are no member. */
  ask(room: RoomToAsk, user_id: UserId, signal: AbortSignal): Promise<RoomUpdate | null>;
  /** Takes what a room answers, and tells the devices; see `RoomReports.answer`. */
  apply(update: RoomUpdate, timesQuieted: number): void;
  isConnected(): boolean;
  /** Whether all connected devices show the end of a room, live. */
  isShownByAll(room_id: RoomId): boolean;
  /** Takes what asking so many rooms costs the user. Returns whether they may be asked now. */
  mayAsk(rooms: number): boolean;
}

/** How often a room is asked in a row while its reports overtake its answers. */
const TRIES = 3;
/** The waits before a room that did not answer is asked again. */
const RETRY = { retryMinMs: 2_000, retryMaxMs: 60_000 };

/**
 * Asks rooms what the inbox has missed: large ones, which report only to inboxes with a device connected, when the
 * first one connects; those that were told not to report each message, when somebody looks who does not see it for
 * themselves; and any whose report begins later than where the ones before it had ended. The first try costs no row. A room that does not answer is asked
 * again, until it has, or no device is connected any more: the next one that connects begins anew.
 */
export class CatchUp implements Due {
  readonly name = "catch up";
  readonly #inbox: Pick<Inbox, "user_id" | "isOutdated">;
  readonly #reports: RoomReports;
  readonly #outbox: Outbox<null, RoomId>;
  readonly #ports: CatchUpPorts;
  readonly #asking = new Set<RoomId>();

  constructor(
    inbox: Pick<Inbox, "user_id" | "isOutdated">,
    reports: RoomReports,
    sql: OutboxSql,
    ports: CatchUpPorts,
  ) {
    const { clock, random } = ports;
    this.#inbox = inbox;
    this.#reports = reports;
    this.#outbox = new Outbox(sql, { topic: "catch up", now: clock.now, random, ...RETRY });
    this.#ports = ports;
  }

  /** The first device has connected. */
  connected(): Promise<void> {
    return this.#ask(this.#reports.silentRooms());
  }

  /** Another device has connected, or looks elsewhere than before. */
  looking(room_ids: readonly RoomId[] = this.#reports.quietRooms()): Promise<void> {
    const { isShownByAll } = this.#ports;
    return this.#ask(room_ids.filter((room_id) => this.#reports.isQuiet(room_id) && !isShownByAll(room_id)));
  }

  /** Somebody reads the list without a device: resolves when rooms have answered, or after a while. */
  async beforeReading(): Promise<void> {
    const asked = this.looking();
    await new Promise<void>((resolve) => {
      const callOff = this.#ports.clock.after(CATCH_UP_WAIT_MS, resolve);
      void asked.finally(() => {
        callOff();
        resolve();
      });
    });
  }

  /** A room has reported. What it left out is asked for. */
  async reported(room_id: RoomId): Promise<void> {
    if (!this.#ports.isConnected() || !this.#reports.isBehind(room_id) || this.#outbox.get(room_id)) return;
    await this.#ask([room_id]);
  }

  due(): number | undefined {
    return this.#outbox.due();
  }

  async retry(): Promise<void> {
    const ready = this.#outbox.ready().map(({ target }) => target);
    if (this.#ports.isConnected()) await this.#ask(ready);
    else for (const room_id of ready) this.#outbox.drop(room_id);
  }

  async #ask(room_ids: readonly RoomId[]): Promise<void> {
    if (room_ids.length === 0) return;
    const asked = room_ids.filter((room_id) => !this.#asking.has(room_id));
    for (const room_id of asked) this.#asking.add(room_id);
    // Connecting again and again must not make all rooms work each time.
    const answers = await callEach(
      this.#ports.mayAsk(asked.length) ? asked : [],
      (room_id, signal) => this.#catchUpWith(room_id, signal),
      this.#ports.clock,
    );
    for (const room_id of asked) {
      this.#asking.delete(room_id);
      if (answers.get(room_id)) this.#outbox.drop(room_id);
      else this.#outbox.postpone(room_id, null);
    }
    this.#ports.dueChanged();
  }

  /**
   * If a report overtakes the answer, it says nothing of what came before it: the room is asked again.
   * Returns whether nothing is missing any more.
   */
  async #catchUpWith(room_id: RoomId, signal: AbortSignal): Promise<boolean> {
    for (let tries = 0; tries < TRIES; tries++) {
      const room = this.#reports.roomToAsk(room_id);
      const timesQuieted = this.#reports.timesQuieted(room_id);
      const update = room && (await this.#ports.ask(room, this.#inbox.user_id, signal));
      if (!update) return true;
      if (signal.aborted) return false;
      const isOutdated = this.#inbox.isOutdated(update);
      this.#ports.apply(update, timesQuieted);
      if (!isOutdated) return true;
    }
    return false;
  }
}
