/** Whoever runs code: a device's SDK, one life of a Durable Object, one request in the Worker. */
export interface Actor {
  /** What a dead actor still waited for never happens. */
  alive: boolean;
  /** Milliseconds its clock is ahead of the simulation's. */
  readonly skew: number;
  /** Timers it has set. */
  timers: number;
}

export const newActor = (skew = 0): Actor => ({ alive: true, skew, timers: 0 });

interface Event {
  readonly at: number;
  readonly serial: number;
  readonly actor: Actor | undefined;
  run: (() => void) | undefined;
}

/**
 * Virtual time: events in the order of their time, and of their making where that is the same.
 * After each event everything it made ready (promises) runs, before the next. So a run depends on
 * nothing but its seed.
 */
export class Scheduler {
  #now: number;
  #serial = 0;
  readonly #heap: Event[] = [];
  /** Events run so far. */
  steps = 0;
  /** Whose code runs. Code after an `await` belongs to the event that made it ready. */
  current: Actor | undefined;

  constructor(now: number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** Runs something after a delay, in an actor's name; not if that is dead by then. Returns how to call it off. */
  after(ms: number, run: () => void, actor?: Actor): () => void {
    const event: Event = { at: this.#now + Math.max(0, ms), serial: this.#serial++, actor, run };
    this.#push(event);
    return () => {
      event.run = undefined;
    };
  }

  /** Runs events until `isDone`, or until a moment has come. Returns whether it was done. */
  async runUntil(end: number, isDone: () => boolean = () => false): Promise<boolean> {
    await drained();
    while (!isDone()) {
      const next = this.#heap[0];
      if (!next || next.at > end) {
        this.#now = Math.max(this.#now, end);
        return isDone();
      }
      this.#pop();
      const { run, actor } = next;
      if (!run || actor?.alive === false) continue;
      this.#now = next.at;
      this.current = actor;
      this.steps++;
      run();
      await drained();
    }
    return true;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent] as Event)) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!isBefore(heap[child] as Event, last)) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.serial < b.serial);

/** Node runs ticks asked for by promises once no promise is ready any more; far cheaper than a macrotask. */
const drained = (): Promise<void> =>
  new Promise((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));

let running: Scheduler | undefined;

/** The time of the simulation that runs; there is one at a time. */
export function time(): Scheduler {
  if (!running) throw new Error("no simulation is running");
  return running;
}

export function setTime(scheduler: Scheduler | undefined): void {
  running = scheduler;
}
