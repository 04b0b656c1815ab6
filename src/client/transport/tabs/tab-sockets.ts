import type { OpenSocket, SocketListener } from "../socket.ts";
import type { TabId } from "./election.ts";
import { LOST, type SocketEvent } from "./shared-socket.ts";
import type { MemberId } from "./shared-subscriptions.ts";
import { SocketHub, type SocketRequest } from "./socket-hub.ts";

/** What tabs say to each other about sockets. */
export type SocketMessage =
  | { readonly type: "up"; readonly to: TabId; readonly member: MemberId; readonly request: SocketRequest }
  | {
      readonly type: "down";
      readonly from: TabId;
      readonly members: readonly MemberId[];
      readonly event: SocketEvent;
    };

interface Own {
  readonly url: string;
  readonly protocols: string[];
  readonly listener: SocketListener;
  /** Whether the current leader knows of it. */
  isAsked: boolean;
}

const memberOf = (tab: TabId, number: number): MemberId => `${tab} ${number}`;
export const tabOf = (member: MemberId): TabId => member.slice(0, member.lastIndexOf(" "));

/**
 * The sockets of one tab, which are ends of real ones that the leading tab holds. When another tab begins
 * to lead, they all close as if the network had failed, and are opened again and resumed: a change of
 * leader is nothing special.
 */
export class TabSockets {
  readonly #id: TabId;
  readonly #tell: (message: SocketMessage) => void;
  readonly #hub: SocketHub;
  readonly #own = new Map<MemberId, Own>();
  #leader: TabId | undefined;
  #last = 0;

  constructor(id: TabId, open: OpenSocket, tell: (message: SocketMessage) => void) {
    this.#id = id;
    this.#tell = tell;
    this.#hub = new SocketHub(open, (members, event) => this.#deliver(members, event));
  }

  readonly open: OpenSocket = (url, protocols, listener) => {
    const member = memberOf(this.#id, ++this.#last);
    this.#own.set(member, { url, protocols, listener, isAsked: false });
    queueMicrotask(() => this.#ask(member));
    return {
      send: (text) => this.#own.has(member) && this.#up(member, { type: "send", text }),
      close: () => this.#own.delete(member) && this.#up(member, { type: "close" }),
    };
  };

  /** Another tab leads from now on, or this one; or none at the moment, and what is opened waits. */
  follow(leader: TabId | undefined): void {
    const before = this.#leader;
    if (before === this.#id) this.#hub.close();
    this.#leader = leader;
    if (before !== undefined) this.#event([...this.#own.keys()], LOST);
    else for (const member of this.#own.keys()) this.#ask(member);
  }

  heard(message: SocketMessage): void {
    if (message.type === "up") {
      if (message.to === this.#id && this.#leader === this.#id)
        this.#hub.take(message.member, message.request);
    } else if (message.from === this.#leader) this.#event(message.members, message.event);
  }

  /** A tab is gone. */
  drop(tab: TabId): void {
    this.#hub.drop((member) => tabOf(member) === tab);
  }

  close(): void {
    for (const member of this.#own.keys()) this.#up(member, { type: "close" });
    this.#own.clear();
    this.#hub.close();
  }

  #ask(member: MemberId): void {
    const own = this.#own.get(member);
    if (!own || own.isAsked || this.#leader === undefined) return;
    own.isAsked = true;
    this.#up(member, { type: "open", url: own.url, protocols: own.protocols });
  }

  #up(member: MemberId, request: SocketRequest): void {
    const to = this.#leader;
    if (to === this.#id) this.#hub.take(member, request);
    else if (to !== undefined) this.#tell({ type: "up", to, member, request });
  }

  #deliver(members: readonly MemberId[], event: SocketEvent): void {
    const others = members.filter((member) => tabOf(member) !== this.#id);
    if (others.length > 0) this.#tell({ type: "down", from: this.#id, members: others, event });
    this.#event(members, event);
  }

  /** Ends of other tabs are not in `#own`. */
  #event(members: readonly MemberId[], event: SocketEvent): void {
    for (const member of members) {
      const listener = this.#own.get(member)?.listener;
      if (event.type === "opened") listener?.opened();
      else if (event.type === "received") listener?.received(event.text);
      else if (this.#own.delete(member)) listener?.closed(event.code, event.reason);
    }
  }
}
