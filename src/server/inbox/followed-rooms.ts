import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import type { Watchers } from "./conversation.ts";
import type { Devices } from "./devices.ts";

/** How far a device has said that it has read in a room, which is not stored yet. */
export interface NotedRead {
  readonly room_id: RoomId;
  readonly message_id: MessageId;
}

/**
 * The rooms whose end the user's devices show, and how far they say they have read there. Both are kept with the
 * sockets, which costs no row. What was read is stored as soon as it matters to anybody else: when a device stops
 * following or its socket closes, when another one connects, when the room reports. After a crash it is unread.
 */
export class FollowedRooms implements Watchers {
  readonly #sockets: Pick<Sockets, "peers" | "peer" | "keep">;
  readonly #devices: Pick<Devices, "connected" | "isHeard">;

  constructor(
    sockets: Pick<Sockets, "peers" | "peer" | "keep">,
    devices: Pick<Devices, "connected" | "isHeard">,
  ) {
    this.#sockets = sockets;
    this.#devices = devices;
  }

  isAnyConnected(): boolean {
    return this.#devices.connected().size > 0;
  }

  /** Whether any device is connected, and all that are show the end of a room. */
  isShownByAll(room_id: RoomId): boolean {
    const connected = this.#devices.connected();
    const peers = this.#sockets.peers().filter(({ socket_id }) => connected.has(socket_id));
    return (
      peers.length > 0 && peers.every((peer) => this.#devices.isHeard(peer) && isFollowing(peer, room_id))
    );
  }

  /** A device follows these rooms from now on. Returns those that it does not follow any more. */
  follow(peer: Peer, room_ids: readonly RoomId[]): RoomId[] {
    const before = this.#following(peer);
    const reads = new Map(before.map(({ room_id, read }) => [room_id, read]));
    if (before.length > 0 || room_ids.length > 0)
      this.#sockets.keep(peer, {
        following: [...new Set(room_ids)].map((room_id) => ({ room_id, read: reads.get(room_id) ?? 0 })),
      });
    return before.flatMap(({ room_id }) => (room_ids.includes(room_id) ? [] : [room_id]));
  }

  /** Notes how far a device has read in a room. Returns false if it does not follow that room. */
  note(peer: Peer, room_id: RoomId, message_id: MessageId): boolean {
    const following = this.#following(peer);
    if (!following.some((each) => each.room_id === room_id)) return false;
    this.#sockets.keep(peer, {
      following: following.map((each) =>
        each.room_id === room_id ? { room_id, read: Math.max(each.read, message_id) } : each,
      ),
    });
    return true;
  }

  /** What has been noted, by these devices and of these rooms. It has to be stored now: it is not noted any more. */
  take(
    peers: readonly Peer[] = this.#sockets.peers(),
    isWanted: (room_id: RoomId) => boolean = () => true,
  ): NotedRead[] {
    const reads = new Map<RoomId, MessageId>();
    for (const peer of peers) {
      const following = this.#following(peer);
      const unstored = following.filter(({ room_id, read }) => read > 0 && isWanted(room_id));
      if (unstored.length === 0) continue;
      for (const { room_id, read } of unstored) reads.set(room_id, Math.max(read, reads.get(room_id) ?? 0));
      this.#sockets.keep(peer, {
        following: following.map((each) => (unstored.includes(each) ? { ...each, read: 0 } : each)),
      });
    }
    return [...reads].map(([room_id, message_id]) => ({ room_id, message_id }));
  }

  /** As it is now: a peer is a copy of what is kept. */
  #following({ ws }: Peer): NonNullable<Peer["following"]> {
    return this.#sockets.peer(ws)?.following ?? [];
  }
}

const isFollowing = ({ following = [] }: Peer, room_id: RoomId): boolean =>
  following.some((each) => each.room_id === room_id);
