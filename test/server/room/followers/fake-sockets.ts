import type { UserId } from "../../../../src/protocol/ids.ts";
import type { Peer } from "../../../../src/server/object/sockets.ts";
import type { InterestPorts } from "../../../../src/server/room/followers/inbox-interest.ts";

/** The live sockets of a room, as far as fan-out sees them. They outlive a sleep of the room. */
export function fakeSockets(): InterestPorts["sockets"] & {
  /** A user has the room open, and was last heard then; `end` closes the socket. */
  open(user_id: UserId, heardAt: () => number): { end(): void };
} {
  const peers = new Map<WebSocket, { peer: Peer; heardAt: () => number }>();
  return {
    peers: () => [...peers.values()].map(({ peer }) => peer),
    keep({ ws }, kept) {
      const known = peers.get(ws);
      if (known) known.peer = { ...known.peer, ...kept };
    },
    heardAt: (ws) => peers.get(ws)?.heardAt() ?? 0,
    open(user_id, heardAt) {
      const ws = {} as WebSocket;
      peers.set(ws, { peer: { ws, user_id, state: "live" } as Peer, heardAt });
      return { end: () => void peers.delete(ws) };
    },
  };
}
