import { PROTOCOL_VERSION } from "../../../protocol/limits.ts";
import type { Clock } from "../../clock.ts";
import type { OpenSocket } from "../socket.ts";
import { Election, type ElectionMessage, type TabId } from "./election.ts";
import type { Channel, TabPlatform } from "./tab-platform.ts";
import { type SocketMessage, TabSockets, tabOf } from "./tab-sockets.ts";

/** Raise it when tabs tell each other something that older code would misread. Old and new ones then stay apart. */
const TABS_VERSION = 2;

/** Whether this tab has to send what a tab has left on the device. */
export type IsDuty = (owner: TabId | undefined) => boolean;

/** What one tab knows about the user's other tabs in this browser. */
export interface Tabs {
  /** This tab's own id; empty if tabs do not know of each other. */
  readonly id: TabId;
  readonly openSocket: OpenSocket;
  /**
   * Says which items on the device this tab has to send: its own and, if it leads, those of tabs that are
   * gone.
   */
  duty(): Promise<IsDuty>;
  /** Tells the other tabs that something on the device has changed for this destination. */
  tell(about: string): void;
  /** The page is visible: a leader that does not answer is replaced now. */
  wake(): void;
  close(): void;
}

export interface TabsListener {
  /** Another tab has changed something on the device for this destination. */
  changed(about: string): void;
  /** This tab may have more to send than before. */
  duty(): void;
}

/** A tab on its own: it does everything itself. */
export const alone = (openSocket: OpenSocket): Tabs => ({
  id: "",
  openSocket,
  duty: async () => () => true,
  tell: () => {},
  wake: () => {},
  close: () => {},
});

type TabMessage = ElectionMessage | SocketMessage | { readonly type: "changed"; readonly about: string };

/**
 * The tabs of one user in one browser. One of them leads: it holds the sockets of all, and sends what
 * closed tabs have left on the device. A tab is alive as long as it holds the lock with its id.
 */
export class SharedTabs implements Tabs {
  readonly id: TabId = crypto.randomUUID();
  readonly #platform: TabPlatform;
  readonly #name: string;
  readonly #listener: TabsListener;
  readonly #channel: Channel;
  readonly #election: Election;
  readonly #sockets: TabSockets;
  /** Tabs that have a socket open here, and how to stop waiting for their end. */
  readonly #guests = new Map<TabId, () => void>();
  readonly #stopListening: () => void;
  /** Releases this tab's own lock; undefined while the page is hidden. */
  #releaseLife: (() => void) | undefined;

  constructor(
    platform: TabPlatform,
    deps: { readonly scope: string; readonly clock: Clock; readonly openSocket: OpenSocket },
    listener: TabsListener,
  ) {
    this.#platform = platform;
    this.#listener = listener;
    this.#name = `parlor ${TABS_VERSION}.${PROTOCOL_VERSION} ${deps.scope}`;
    const tell = (message: TabMessage) => this.#channel.tell(message);
    this.#channel = platform.channel(this.#name, (message) => this.#heard(message as TabMessage));
    this.#sockets = new TabSockets(this.id, deps.openSocket, tell);
    this.#election = new Election({
      platform,
      clock: deps.clock,
      name: this.#name,
      id: this.id,
      tell,
      onLeader: (leader) => this.#follow(leader),
    });
    this.#stopListening = platform.onAway(
      () => this.#leave(),
      () => this.#enter(),
    );
    this.#enter();
  }

  readonly openSocket: OpenSocket = (url, protocols, listener) => {
    this.#election.doubt();
    return this.#sockets.open(url, protocols, listener);
  };

  async duty(): Promise<IsDuty> {
    const held = await this.#platform.held();
    const leads = this.#election.leader === this.id;
    const isAlive = (owner: TabId | undefined) => owner !== undefined && held.has(this.#lockOf(owner));
    return (owner) => owner === this.id || (leads && !isAlive(owner));
  }

  tell(about: string): void {
    this.#channel.tell({ type: "changed", about } satisfies TabMessage);
  }

  wake(): void {
    this.#election.doubt();
  }

  close(): void {
    this.#stopListening();
    this.#sockets.close();
    this.#leave();
    this.#channel.close();
  }

  /** First of all the other tabs can see that this one is alive. */
  #enter(): void {
    const stand = () => this.#election.stand();
    this.#releaseLife ??= this.#platform.hold(this.#lockOf(this.id), { held: stand, lost: stand }, "wait");
  }

  /** The page is hidden: another tab takes over at once. */
  #leave(): void {
    this.#releaseLife?.();
    this.#releaseLife = undefined;
    this.#election.resign();
    this.#follow(undefined);
  }

  #heard(message: TabMessage): void {
    switch (message.type) {
      case "who":
      case "leader":
        return this.#election.heard(message);
      case "up":
        if (message.to === this.id) this.#awaitEnd(tabOf(message.member));
        return this.#sockets.heard(message);
      case "down":
        return this.#sockets.heard(message);
      case "changed":
        return this.#listener.changed(message.about);
      default: // of another version
    }
  }

  /** The lock of a tab becomes free when it is gone, for whatever reason. */
  #awaitEnd(tab: TabId): void {
    if (this.#guests.has(tab)) return;
    const held = () => {
      this.#guests.get(tab)?.();
      this.#guests.delete(tab);
      this.#sockets.drop(tab);
      this.#listener.duty();
    };
    this.#guests.set(tab, this.#platform.hold(this.#lockOf(tab), { held, lost: () => {} }, "wait"));
  }

  #follow(leader: TabId | undefined): void {
    for (const stop of this.#guests.values()) stop();
    this.#guests.clear();
    this.#sockets.follow(leader);
    if (leader === this.id) this.#listener.duty();
  }

  #lockOf(tab: TabId): string {
    return `${this.#name} ${tab}`;
  }
}
