import { type DurableObjectClass, hostOf, type Monitor, type ObjectFaults, ObjectHost } from "./host.ts";
import type { Random } from "./random.ts";
import { time } from "./scheduler.ts";

export interface Classes {
  readonly RoomObject: DurableObjectClass;
  readonly InboxObject: DurableObjectClass;
}

type Stub = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** All objects of one deployment, and the calls between them: slow, and sometimes lost on either way. */
export class Objects {
  readonly rooms = new Map<string, ObjectHost>();
  readonly inboxes = new Map<string, ObjectHost>();
  /** The product's bindings. */
  readonly env: object;
  readonly #classes: Classes;
  readonly #random: Random;
  readonly #faults: ObjectFaults;
  readonly #monitor: Monitor;

  constructor(classes: Classes, vars: object, random: Random, faults: ObjectFaults, monitor: Monitor) {
    this.#classes = classes;
    this.#random = random;
    this.#faults = faults;
    this.#monitor = monitor;
    this.env = {
      ...vars,
      ROOM: { getByName: (name: string) => this.#stub(this.room(name)) },
      INBOX: { getByName: (name: string) => this.#stub(this.inbox(name)) },
    };
  }

  get all(): ObjectHost[] {
    return [...this.rooms.values(), ...this.inboxes.values()];
  }

  room(name: string): ObjectHost {
    return this.#host(this.rooms, "room", name);
  }

  inbox(name: string): ObjectHost {
    return this.#host(this.inboxes, "inbox", name);
  }

  #host(hosts: Map<string, ObjectHost>, kind: "room" | "inbox", name: string): ObjectHost {
    const known = hosts.get(name);
    if (known) return known;
    const make = kind === "room" ? this.#classes.RoomObject : this.#classes.InboxObject;
    const host = new ObjectHost({
      kind,
      name,
      make,
      env: this.env,
      random: this.#random,
      faults: this.#faults,
      monitor: this.#monitor,
    });
    hosts.set(name, host);
    return host;
  }

  #stub(host: ObjectHost): Stub {
    return new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...args: unknown[]) =>
            method === "fetch" && typeof args[0] === "string"
              ? this.#callByFetch(host, args[0], args[1] as RequestInit)
              : this.#call(host, String(method), args),
      },
    );
  }

  /** A call that can be called off; see `object/remote-call.ts`. */
  async #callByFetch(host: ObjectHost, url: string, { body }: RequestInit): Promise<unknown> {
    const args = JSON.parse(String(body)) as unknown[];
    const answer = (await this.#call(host, new URL(url).pathname.slice(1), args)) ?? null;
    return { json: async () => answer };
  }

  #call(target: ObjectHost, method: string, args: unknown[]): Promise<unknown> {
    const caller = time().current;
    const from = hostOf(caller);
    const over = from?.calling();
    const sent = method === "fetch" ? args : clone(args);
    return new Promise((resolve, reject) => {
      const settle = (run: () => void) => {
        const done = () => {
          over?.();
          run();
        };
        time().after(this.#delay(), done, caller);
      };
      const lose = () => settle(() => reject(new Error("simulated: call lost")));
      const go = () => {
        if (this.#random.chance(this.#faults.callLost)) return lose();
        time().after(this.#delay(), () => {
          target.serve(method, sent, (outcome) => {
            if ("error" in outcome) settle(() => reject(outcome.error));
            else if (this.#random.chance(this.#faults.callLost)) lose();
            else settle(() => resolve(method === "fetch" ? outcome.value : clone(outcome.value)));
          });
        });
      };
      if (from) from.emit(go);
      else go();
    });
  }

  #delay(): number {
    return this.#random.chance(0.03) ? this.#random.int(50, 1_500) : this.#random.int(1, 10);
  }

  release(): void {
    for (const host of this.all) host.release();
  }
}

/** Calls carry plain data; `undefined` is the answer of those that have none. */
const clone = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));
