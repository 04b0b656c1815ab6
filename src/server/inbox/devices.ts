import { OFFLINE_AFTER_MS } from "../../protocol/limits.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import { isDead } from "./presence.ts";

/** The user's devices as their sockets show them: which are connected, and when each was last heard. */
export class Devices {
  readonly #sockets: Sockets;
  readonly #now: () => number;

  constructor(sockets: Sockets, now: () => number) {
    this.#sockets = sockets;
    this.#now = now;
  }

  /** The sockets of live devices. */
  connected(): Set<string> {
    const live = this.#sockets.peers().filter((peer) => peer.state === "live" && !this.#isDead(peer));
    return new Set(live.map(({ socket_id }) => socket_id));
  }

  /** Whether a device has given a sign of life lately, so that what it was sent has arrived. */
  isHeard({ ws }: Peer): boolean {
    return this.#now() - this.#sockets.heardAt(ws) <= OFFLINE_AFTER_MS;
  }

  /** Unix milliseconds at which any of them was last heard; 0 if there is none. */
  heardAt(peers: readonly Peer[] = this.#sockets.peers()): number {
    return Math.max(0, ...peers.map(({ ws }) => this.#sockets.heardAt(ws)));
  }

  /** Those that are half open: the network may never say that they are gone. */
  dead(): Peer[] {
    return this.#sockets.peers().filter((peer) => this.#isDead(peer));
  }

  #isDead({ ws }: Peer): boolean {
    return isDead(this.#sockets.heardAt(ws), this.#now());
  }
}
