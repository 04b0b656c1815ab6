import { Alarm, type Clock } from "../../clock.ts";
import type { TabPlatform } from "./tab-platform.ts";

export type TabId = string;

/** Milliseconds in which a tab that leads answers. It is woken by the question, so it need not be in view. */
const ANSWER_MAX_MS = 1_000;

/** What tabs say to each other about who leads. */
export type ElectionMessage = { readonly type: "who" } | { readonly type: "leader"; readonly from: TabId };

export interface ElectionDeps {
  readonly platform: TabPlatform;
  readonly clock: Clock;
  /** Of the lock; tabs with the same one elect together. */
  readonly name: string;
  readonly id: TabId;
  readonly tell: (message: ElectionMessage) => void;
  /** Another tab leads from now on, or this one, or for the moment none that is known. */
  readonly onLeader: (leader: TabId | undefined) => void;
}

/**
 * Which of the tabs leads: the one that holds a lock. When it is closed or crashes the browser gives
 * the lock to the next in line. One that hangs or is suspended keeps it, so whoever needs it asks, and
 * takes the lock away from a leader that does not answer.
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

  /** Gets in line to lead, and finds out who does. */
  stand(): void {
    this.#hold("wait");
    this.doubt();
  }

  /** Leads no more, and waits no more for it. */
  resign(): void {
    this.#giveUp?.();
    this.#giveUp = undefined;
    this.#patience.clear();
    this.#leader = undefined;
  }

  /** Makes sure that there is a leader who answers. */
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
      // One that leads hears that it was robbed by the lock itself.
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
          this.#follow(wasHeld ? undefined : id); // where locks do not work, each leads itself
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
