import type { OpenSocket } from "../socket.ts";
import { type Deliver, SharedSocket } from "./shared-socket.ts";
import type { MemberId } from "./shared-subscriptions.ts";

/** What a tab asks of the leading one, about one of its sockets. */
export type SocketRequest =
  | { readonly type: "open"; readonly url: string; readonly protocols: string[] }
  | { readonly type: "send"; readonly text: string }
  | { readonly type: "close" };

/** All real sockets of the leading tab: one per address, however many tabs have it open. */
export class SocketHub {
  readonly #open: OpenSocket;
  readonly #deliver: Deliver;
  readonly #sockets = new Map<string, SharedSocket>();
  readonly #joined = new Map<MemberId, string>();

  constructor(open: OpenSocket, deliver: Deliver) {
    this.#open = open;
    this.#deliver = deliver;
  }

  take(member: MemberId, request: SocketRequest): void {
    if (request.type === "open") return this.#join(member, request.url, request.protocols);
    const url = this.#joined.get(member);
    if (url === undefined) return; // it was closed at the same moment
    if (request.type === "close") this.#leave(member, url);
    else this.#sockets.get(url)?.send(member, request.text);
  }

  /** Closes everything a tab had open. */
  drop(isOf: (member: MemberId) => boolean): void {
    for (const [member, url] of [...this.#joined]) if (isOf(member)) this.#leave(member, url);
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#joined.clear();
  }

  #join(member: MemberId, url: string, protocols: string[]): void {
    let socket = this.#sockets.get(url);
    if (!socket) {
      socket = new SharedSocket(this.#open, url, protocols, this.#deliver, () => this.#closed(url));
      this.#sockets.set(url, socket);
    }
    this.#joined.set(member, url);
    socket.join(member);
  }

  #leave(member: MemberId, url: string): void {
    this.#joined.delete(member);
    const socket = this.#sockets.get(url);
    socket?.leave(member);
    // It may have ended for all ends meanwhile.
    if (!socket || socket.isUsed || this.#sockets.get(url) !== socket) return;
    this.#sockets.delete(url);
    socket.close();
  }

  /** The server or the network has ended it. The next `open` makes a new one. */
  #closed(url: string): void {
    this.#sockets.delete(url);
    for (const [member, joined] of [...this.#joined]) if (joined === url) this.#joined.delete(member);
  }
}
