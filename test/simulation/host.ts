import { PING, PONG } from "../../src/protocol/room-frames.ts";
import { Disk } from "./disk.ts";
import type { Random } from "./random.ts";
import { type Actor, newActor, time } from "./scheduler.ts";
import type { Item, ServerEnd, SocketOwner } from "./wire.ts";

/** What the runtime calls on the product's Durable Object classes. */
export interface DurableObjectLike {
  fetch(request: unknown): unknown;
  webSocketMessage(socket: ServerEnd, data: string): unknown;
  webSocketClose(socket: ServerEnd, code: number, reason: string, clean: boolean): unknown;
  webSocketError(socket: ServerEnd, error: unknown): unknown;
  alarm?(): unknown;
}

export type DurableObjectClass = new (ctx: never, env: never) => DurableObjectLike;

/** What may go wrong around objects. Everything is a probability. */
export interface ObjectFaults {
  /** Of a call between objects, on the way there or back. */
  callLost: number;
  /** Of one write. */
  diskFull: number;
}

/** What a simulation watches for while it runs. */
export interface Monitor {
  /** Something reaches an object and begins a turn: a frame, or the arguments of a call, as JSON. */
  hearing(host: ObjectHost, what: string): void;
  /** An object has answered a call. */
  answering(host: ObjectHost, method: string, args: readonly unknown[], value: unknown): void;
  /** An object sends a frame to one of its sockets. */
  sending(host: ObjectHost, socket: ServerEnd, data: string): void;
  violated(rule: string, what: string): void;
}

export interface HostParts {
  readonly kind: "room" | "inbox";
  readonly name: string;
  readonly make: DurableObjectClass;
  readonly env: object;
  readonly random: Random;
  readonly faults: ObjectFaults;
  readonly monitor: Monitor;
}

interface Instance {
  readonly object: DurableObjectLike;
  readonly actor: Actor;
  /** Calls to other objects that have not come back. */
  calls: number;
}

/** An answer on its way to a caller. */
export type Answer = (outcome: { readonly value: unknown } | { readonly error: Error }) => void;

const hosts = new WeakMap<Actor, ObjectHost>();
/** The object whose code runs, if it is an object's. */
export const hostOf = (actor: Actor | undefined): ObjectHost | undefined => actor && hosts.get(actor);

/**
 * One Durable Object, for ever: its disk, its sockets, its alarm, and from time to time an instance
 * of the product's class. As the platform does, it holds back whatever leaves until what was written
 * before is on the disk (the output gate); a crash takes the rest along.
 */
export class ObjectHost implements SocketOwner {
  readonly parts: HostParts;
  readonly disk: Disk;
  readonly sockets = new Set<ServerEnd>();
  #instance: Instance | undefined;
  #held: (() => void)[] = [];
  readonly #owedAnswers = new Set<Answer>();
  #alarm: number | undefined;
  #alarmOnDisk: number | undefined;
  #stopFlush = () => {};
  /** Set by a broken rule: what leaves does not wait for the disk. */
  gateIsOpen = false;

  constructor(parts: HostParts) {
    this.parts = parts;
    this.disk = new Disk(parts.kind);
    this.disk.onDirty = () => {
      const ms = parts.random.chance(0.05) ? parts.random.int(20, 300) : parts.random.int(0, 8);
      this.#stopFlush = time().after(ms, () => this.#flush());
    };
    this.disk.beforeWrite = (isInTransaction) => {
      if (isInTransaction && parts.random.chance(parts.faults.diskFull))
        throw new Error("simulated: no write");
    };
  }

  get isAwake(): boolean {
    return this.#instance !== undefined;
  }

  /** Runs code in the object, waking it first where it sleeps. */
  enter<T>(run: (object: DurableObjectLike) => T): T {
    this.#instance ??= this.#wake();
    time().current = this.#instance.actor;
    return run(this.#instance.object);
  }

  #wake(): Instance {
    const { make, env, random } = this.parts;
    const actor = newActor(random.int(-1_500, 1_500));
    hosts.set(actor, this);
    time().current = actor;
    return { object: new make(this.#context() as never, env as never), actor, calls: 0 };
  }

  /** Goes to sleep, if the platform would let it: nothing is under way. Its sockets notice nothing. */
  evict(): boolean {
    const instance = this.#instance;
    if (!instance || instance.actor.timers > 0 || instance.calls > 0 || this.disk.isDirty) return false;
    instance.actor.alive = false;
    this.#instance = undefined;
    return true;
  }

  /** The process dies: what is not on the disk has not happened, and what was held back is never told. */
  crash(): void {
    if (this.#instance) this.#instance.actor.alive = false;
    this.#instance = undefined;
    this.#stopFlush();
    this.disk.undo();
    this.#held = [];
    this.#alarm = this.#alarmOnDisk;
    for (const socket of this.sockets) socket.raw({ type: "close", code: 1006, reason: "" });
    this.sockets.clear();
    for (const answer of this.#owedAnswers) answer({ error: new Error("simulated: object reset") });
    this.#owedAnswers.clear();
  }

  #flush(): void {
    this.disk.flush();
    if (this.#alarm !== this.#alarmOnDisk) {
      this.#alarmOnDisk = this.#alarm;
      if (this.#alarm !== undefined) this.#arm(this.#alarm);
    }
    for (const letOut of this.#held.splice(0)) letOut();
  }

  // ---- what leaves ----------------------------------------------------------------------------

  emit(letOut: () => void): void {
    if (this.disk.isDirty && !this.gateIsOpen) this.#held.push(letOut);
    else letOut();
  }

  sending(socket: ServerEnd, data: string): void {
    this.parts.monitor.sending(this, socket, data);
  }

  /** A call to another object has begun; returns what to do when it is over. */
  calling(): () => void {
    const instance = this.#instance;
    if (instance) instance.calls++;
    return () => {
      if (instance) instance.calls--;
    };
  }

  // ---- what comes in --------------------------------------------------------------------------

  arrived(socket: ServerEnd, item: Item): void {
    if (!this.sockets.has(socket)) return;
    if (item.type === "close") return this.#closed(socket, item.code, item.reason);
    if (item.data === PING) {
      if (socket.readyState !== 1) return;
      socket.answeredAt = new Date(time().now);
      return socket.raw({ type: "frame", data: PONG });
    }
    this.parts.monitor.hearing(this, item.data);
    this.#safely("webSocketMessage", (object) => object.webSocketMessage(socket, item.data));
  }

  #closed(socket: ServerEnd, code: number, reason: string): void {
    const { random } = this.parts;
    if (code === 1006 && random.chance(0.3))
      this.#safely("webSocketError", (object) => object.webSocketError(socket, new Error("lost")));
    else
      this.#safely("webSocketClose", (object) => object.webSocketClose(socket, code, reason, code !== 1006));
    socket.readyState = 3;
    this.sockets.delete(socket);
  }

  serve(method: string, args: unknown[], answer: Answer): void {
    this.#owedAnswers.add(answer);
    const finish = (outcome: Parameters<Answer>[0]) => {
      if (this.#owedAnswers.delete(answer)) answer(outcome);
    };
    const { monitor } = this.parts;
    if (method === "applyAction") monitor.hearing(this, JSON.stringify(args));
    const { actor, work } = this.enter((object) => ({
      actor: time().current,
      work: async () => {
        const value = (object as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(
          ...args,
        );
        monitor.answering(this, method, args, value);
        return value;
      },
    }));
    work().then(
      (value) => actor?.alive && this.emit(() => finish({ value })),
      (error: Error) => actor?.alive && this.emit(() => finish({ error })),
    );
  }

  #safely(handler: string, run: (object: DurableObjectLike) => unknown): void {
    try {
      this.enter(run);
    } catch (error) {
      this.parts.monitor.violated("INPUT3", `${handler} of ${this.parts.name} threw ${String(error)}`);
    }
  }

  // ---- the platform's side of the product's constructor -----------------------------------------

  #context(): object {
    return {
      id: { name: this.parts.name },
      storage: {
        sql: this.disk,
        transactionSync: <T>(work: () => T): T => this.disk.transaction(work),
        getAlarm: async () => this.#alarm ?? null,
        setAlarm: (at: number) => this.#setAlarm(at),
        deleteAlarm: () => this.#setAlarm(undefined),
      },
      waitUntil: () => {},
      setWebSocketAutoResponse: () => {},
      getWebSocketAutoResponseTimestamp: (socket: ServerEnd) => socket.answeredAt ?? null,
      acceptWebSocket: (socket: ServerEnd) => {
        socket.owner = this;
        this.sockets.add(socket);
      },
      getWebSockets: () => [...this.sockets],
    };
  }

  async #setAlarm(at: number | undefined): Promise<void> {
    this.disk.willWrite();
    this.#alarm = at === undefined ? undefined : at - (time().current?.skew ?? 0);
  }

  #arm(at: number): void {
    time().after(at - time().now, () => {
      if (this.#alarmOnDisk !== at) return;
      this.#alarm = this.#alarmOnDisk = undefined;
      this.#safely("alarm", (object) => object.alarm?.());
    });
  }

  release(): void {
    if (this.#instance) this.#instance.actor.alive = false;
    this.disk.release();
  }
}
