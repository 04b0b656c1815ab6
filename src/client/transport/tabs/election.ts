import { Alarm, type Clock } from "../../clock.ts";
import type { TabPlatform } from "./tab-platform.ts";

export type TabId = string;

/** Milliseconds a leading tab has to answer. The question wakes it up, so it need not be visible. */
const ANSWER_MAX_MS = 1_000;

/** What tabs say to each other about who leads. */
export type ElectionMessage = { readonly type: "who" } | { readonly type: "leader"; readonly from: TabId };

export interface ElectionDeps {
  readonly platform: TabPlatform;
  readonly clock: Clock;
  /** Name of the lock. Tabs with the same one elect together. */
  readonly name: string;
  readonly id: TabId;
  readonly tell: (message: ElectionMessage) => void;
  /** Another tab leads from now on, or this one, or none that is known at the moment. */
  readonly onLeader: (leader: TabId | undefined) => void;
}

/**
 * Elects the tab that leads: the one that holds a lock. When it is closed or crashes, the browser gives
 * the lock to the next in line. A tab that hangs or is suspended keeps the lock, so a tab that needs the
 * leader asks for it, and steals the lock if there is no answer.
 */
export class Election {
  readonly #deps: ElectionDeps;
  readonly #patience: Alarm;
  #leader: TabId | undefined;
  #giveUp: (() => void) | undefined;

  constructor(deps: ElectionDeps) {
    this.#deps = deps;
    this.#patience = new Alarm(deps.clock, () => this.#hold("steal"));
  }

  get leader(): TabId | undefined {
    return this.#leader;
  }

  /** Gets in line to lead, and finds out which tab does. */
  stand(): void {
    this.#hold("wait");
    this.doubt();
  }

  /** Stops leading, or waiting for it. */
  resign(): void {
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#patience.clear();
    this.#leader = undefined;
  }

  /** Makes sure that there is a leader that answers. */
  doubt(): void {
    const { clock, id, tell } = this.#deps;
    if (this.#giveUp === undefined || this.#leader === id || this.#patience.isSet) return;
    this.#patience.set(clock.now() + ANSWER_MAX_MS);
    tell({ type: "who" });
  }

  heard(message: ElectionMessage): void {
    if (this.#giveUp === undefined) return;
    const { id, tell } = this.#deps;
    const leads = this.#leader === id;
    if (message.type === "who") {
      if (leads) tell({ type: "leader", from: id });
    } else if (!leads) {
      // A leader learns from the lock itself that it was stolen.
      this.#patience.clear();
      this.#follow(message.from);
    }
  }

  #hold(how: "wait" | "steal"): void {
    const { platform, name, id, tell } = this.#deps;
    let wasHeld = false;
    this.#giveUp?.();
    this.#giveUp = platform.hold(
      name,
      {
        held: () => {
          wasHeld = true;
          this.#patience.clear();
          tell({ type: "leader", from: id });
          this.#follow(id);
        },
        lost: () => {
          this.#giveUp = undefined;
          this.#follow(wasHeld ? undefined : id); // without locks, each tab leads itself
          if (wasHeld) this.stand();
        },
      },
      how,
    );
  }

  #follow(leader: TabId | undefined): void {
    if (leader === this.#leader) return;
    this.#leader = leader;
    this.#deps.onLeader(leader);
  }
}
