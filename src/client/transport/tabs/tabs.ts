import { PROTOCOL_VERSION } from "../../../protocol/limits.ts";
import type { Clock } from "../../clock.ts";
import type { OpenSocket } from "../socket.ts";
import { Election, type ElectionMessage, type TabId } from "./election.ts";
import type { Channel, TabPlatform } from "./tab-platform.ts";
import { type SocketMessage, TabSockets, tabOf } from "./tab-sockets.ts";

/** Grows when tabs say something to each other that older code would misread: these then stay apart. */
const TABS_VERSION = 1;

/** Whether what a tab has on its way is this tab's to see to. */
export type IsDuty = (owner: TabId | undefined) => boolean;

/** What one tab knows of the others that one user has open on this device. */
export interface Tabs {
  /** This tab's own; empty where tabs do not know of each other. */
  readonly id: TabId;
  readonly openSocket: OpenSocket;
  /**
   * How to tell what on the device this tab has to see to: its own, and where it leads, what tabs left
   * behind that are gone.
   */
  duty(): Promise<IsDuty>;
  /** Lets the other tabs know that something about this has changed on the device. */
  tell(about: string): void;
  /** The page is looked at: a leader that does not answer is replaced now. */
  wake(): void;
  close(): void;
}

export interface TabsListener {
  /** Another tab has changed something on the device about this. */
  changed(about: string): void;
  /** This tab may have more to see to than before. */
  duty(): void;
}

/** A tab without others: it does everything itself. */
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
 * The tabs of one user in one browser. One of them leads: it holds the sockets of all, and sees to what
 * closed tabs have left behind. A tab lives as long as the browser holds the lock with its id.
 */
export class SharedTabs implements Tabs {
  readonly id: TabId = crypto.randomUUID();
  readonly #platform: TabPlatform;
  readonly #name: string;
  readonly #listener: TabsListener;
  readonly #channel: Channel;
  readonly #election: Election;
  readonly #sockets: TabSockets;
  /** Tabs that have something open here, and how to stop waiting for their end. */
  readonly #guests = new Map<TabId, () => void>();
  readonly #stopListening: () => void;
  /** Gives up the lock of this tab's life; not there while the page is put away. */
  #endLife: (() => void) | undefined;

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
    const isAlive = (owner: TabId | undefined) => owner !== undefined && held.has(this.#lifeOf(owner));
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

  /** First of all others can see that this tab lives. */
  #enter(): void {
    const stand = () => this.#election.stand();
    this.#endLife ??= this.#platform.hold(this.#lifeOf(this.id), { held: stand, lost: stand }, "wait");
  }

  /** The page is put away: another takes over at once. */
  #leave(): void {
    this.#endLife?.();
    this.#endLife = undefined;
    this.#election.resign();
    this.#follow(undefined);
  }

  #heard(message: TabMessage): void {
    switch (message.type) {
      case "who":
      case "leader":
        return this.#election.heard(message);
      case "up":
        if (message.to === this.id) this.#watchOver(tabOf(message.member));
        return this.#sockets.heard(message);
      case "down":
        return this.#sockets.heard(message);
      case "changed":
        return this.#listener.changed(message.about);
      default: // of a version that is not known here
    }
  }

  /** The lock of a tab comes free when it is gone, however it went. */
  #watchOver(tab: TabId): void {
    if (this.#guests.has(tab)) return;
    const held = () => {
      this.#guests.get(tab)?.();
      this.#guests.delete(tab);
      this.#sockets.drop(tab);
      this.#listener.duty();
    };
    this.#guests.set(tab, this.#platform.hold(this.#lifeOf(tab), { held, lost: () => {} }, "wait"));
  }

  #follow(leader: TabId | undefined): void {
    for (const stop of this.#guests.values()) stop();
    this.#guests.clear();
    this.#sockets.follow(leader);
    if (leader === this.id) this.#listener.duty();
  }

  #lifeOf(tab: TabId): string {
    return `${this.#name} ${tab}`;
  }
}
