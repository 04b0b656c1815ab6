import type { UserId } from "../../../protocol/ids.ts";
import { FANOUT_QUIET_LAG, INBOX_FANOUT_MAX, OFFLINE_AFTER_MS } from "../../../protocol/limits.ts";
import type { UpdateAck } from "../../inbox/room-update.ts";
import type { Peer, Sockets } from "../../object/sockets.ts";
import type { RoomState } from "../room-state.ts";
import type { Cursor, FanOutTable } from "../tables/fan-out.ts";

/** What this needs of the object. */
export interface InterestPorts {
  now(): number;
  readonly sockets: Pick<Sockets, "peers" | "keep" | "heardAt">;
}

/** A call to an inbox that has been answered. */
export interface Answered {
  readonly user_id: UserId;
  readonly ack: UpdateAck;
  /** The point up to which the inbox knows everything. */
  readonly upTo: Cursor;
  /** How often the inbox had asked by itself when the call was made; see `asks`. */
  readonly asks: number;
  /** Unix milliseconds at which the call was made. */
  readonly asked_at: number;
  /** The user has joined or left, or could not be reached before: what was stored of them may be gone. */
  readonly isFresh: boolean;
}

/** Whether a room is too large to report each message to each member. */
export const isLarge = (state: RoomState): boolean => state.memberCount > INBOX_FANOUT_MAX;

/**
 * Which inboxes want to hear of each message, as they have said in their answers. A small room reports to all
 * members but those who have asked it not to (one row for all of them), a large one to those who hold a lease (a
 * row each). Who shows the end of the room is left out while their socket is open: that is noted with the socket,
 * where it costs nothing, outlives a sleep, and is gone when they are. If it is lost, they are told once more.
 */
export class InboxInterest {
  readonly #state: RoomState;
  readonly #table: FanOutTable;
  readonly #ports: InterestPorts;
  /** Inboxes that hold a lease, so that it is not written again and again. */
  readonly #leased: Set<UserId>;
  /** How often each inbox has asked since the object woke. */
  readonly #asks = new Map<UserId, number>();

  constructor(state: RoomState, ports: InterestPorts) {
    this.#state = state;
    this.#table = state.tables.fanOut;
    this.#ports = ports;
    this.#leased = new Set(isLarge(state) ? this.#table.leases().map(({ user_id }) => user_id) : []);
  }

  /** Those who want to hear of each message. */
  wanting(): UserId[] {
    const absent = new Set([...this.#table.quiet().keys(), ...this.#noted().keys()]);
    return this.listening().filter((user_id) => !absent.has(user_id));
  }

  /** Those, and in a small room everyone else: whoever may show a text of the room. */
  listening(): UserId[] {
    return isLarge(this.#state)
      ? this.#table.leases().map(({ user_id }) => user_id)
      : this.#state.tables.members.all().map(({ user_id }) => user_id);
  }

  /** Up to where inboxes that do not hear of each message know everything. */
  toldUpTo(): ReadonlyMap<UserId, Cursor> {
    const noted = [...this.#noted()].map(([user_id, peers]): [UserId, Cursor] => [user_id, earliest(peers)]);
    return new Map([...noted, ...this.#table.quiet()]);
  }

  /** To be remembered with a call to an inbox: if it asks meanwhile, its answer is void. */
  asks(user_id: UserId): number {
    return this.#asks.get(user_id) ?? 0;
  }

  /** An inbox asks what it has missed. From now on it wants to hear of each message. */
  asked(user_id: UserId): void {
    this.#asks.set(user_id, this.asks(user_id) + 1);
    this.#note(user_id, undefined);
    this.#table.unquiet([user_id]);
    if (!isLarge(this.#state)) return;
    this.#table.lease(user_id, this.#ports.now());
    this.#leased.add(user_id);
  }

  /**
   * A socket has ended. If its user is not here any more and did not say so, their inbox has to hear what they may not
   * have seen. Returns whether it has.
   */
  closed({ user_id, told }: Peer): boolean {
    const { message_id, change_id } = this.#state.log.tail;
    const isHere = this.#noted().has(user_id);
    if (!told || isHere || !this.#state.member(user_id)) return false;
    if (told.message_id >= message_id && told.change_id >= change_id) return false;
    this.#state.tables.inboxes.enqueue(user_id, told);
    return true;
  }

  /** Takes what inboxes answer. All that is stored of it in a small room is one row. */
  answered(answers: readonly Answered[]): void {
    const quiet = new Map<UserId, Cursor>();
    const loud: UserId[] = [];
    for (const answer of answers) {
      const { user_id, ack, upTo } = answer;
      if (answer.asks !== this.asks(user_id) || !this.#state.member(user_id)) continue;
      const wanted = ack.wanted ?? (ack.live || !isLarge(this.#state) ? "all" : "until_asked");
      this.#note(user_id, wanted === "unless_present" ? upTo : undefined);
      if (isLarge(this.#state)) this.#putLease(answer, wanted !== "until_asked");
      else if (wanted === "until_asked") quiet.set(user_id, upTo);
      else loud.push(user_id);
    }
    const known = this.#table.quiet();
    const isWorthStoring = ([user_id, { message_id }]: [UserId, Cursor]) =>
      message_id - (known.get(user_id)?.message_id ?? Number.NEGATIVE_INFINITY) >= FANOUT_QUIET_LAG;
    this.#table.putQuiet(new Map([...quiet].filter(isWorthStoring)), loud);
  }

  #putLease({ user_id, asked_at, isFresh }: Answered, isLeased: boolean): void {
    if (!isLeased) this.#table.endLease({ user_id, at: asked_at });
    // A user who left and is back has lost the lease by leaving.
    else if (isFresh || !this.#leased.has(user_id)) this.#table.lease(user_id, asked_at);
    if (isLeased) this.#leased.add(user_id);
    else this.#leased.delete(user_id);
  }

  /** The sockets of users who are here now, and whose inboxes need not hear of messages while they are. */
  #noted(): Map<UserId, Peer[]> {
    const { now, sockets } = this.#ports;
    const noted = new Map<UserId, Peer[]>();
    for (const peer of sockets.peers()) {
      if (!peer.told || peer.state !== "live" || now() - sockets.heardAt(peer.ws) > OFFLINE_AFTER_MS)
        continue;
      noted.set(peer.user_id, [...(noted.get(peer.user_id) ?? []), peer]);
    }
    return noted;
  }

  #note(user_id: UserId, told: Cursor | undefined): void {
    for (const peer of this.#ports.sockets.peers()) {
      if (peer.user_id !== user_id || peer.state !== "live") continue;
      if (peer.told || told) this.#ports.sockets.keep(peer, { told });
    }
  }
}

const earliest = (peers: readonly Peer[]): Cursor => ({
  message_id: Math.min(...peers.map(({ told }) => told?.message_id ?? 0)),
  change_id: Math.min(...peers.map(({ told }) => told?.change_id ?? 0)),
});
