import { logError, type Where } from "../log.ts";
import type { Clock } from "./clock.ts";

/** Something that waits for its time. */
export interface Due {
  /** For the log: `presence`, `directory`, … */
  readonly name: string;
  /** Unix milliseconds at which `retry` wants to be called; undefined if nothing waits. */
  due(): number | undefined;
  /** Does what is due. What could not be done makes `due` return a later time. */
  retry(): Promise<void> | void;
}

/** What something that waits for its time, and calls others then, needs of the world. */
export interface DuePorts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  random(): number;
  /** What is due may have changed: the alarm has to be set. */
  dueChanged(): void;
}

/** What the alarm needs from an object's storage. */
interface AlarmStorage {
  getAlarm(): Promise<number | null>;
  setAlarm(at: number): Promise<void>;
}

/** Where the alarm keeps its time. */
export interface AlarmPorts {
  readonly storage: AlarmStorage;
  /** Unix milliseconds. */
  now(): number;
  /** Everything that may be waiting at this moment. */
  dues(): readonly Due[];
  /** Names the room or user in the log. */
  readonly where: Where;
}

/** An alarm may slip by a minute; one that is later than this was lost and is set anew. */
const LOST_AFTER_MS = 2 * 60_000;
/** Milliseconds until something that threw is called again: a bug must not ring the alarm in a loop. */
const AFTER_BUG_MS = 60_000;
/** Milliseconds until an object whose tables are of a newer version looks whether it has newer code. */
const NEWER_VERSION_MS = 60 * 60_000;

/**
 * When to set the alarm, or undefined if the one that is set will do. What is due follows from the
 * object's state, so only the alarm itself is written. An alarm that is too early simply rings, finds
 * nothing to do, and sets the next.
 */
export function alarmToSet(
  dues: readonly (number | undefined)[],
  isSet: number | null,
  now: number,
): number | undefined {
  const due = Math.min(...dues.filter((time) => time !== undefined));
  if (due === Number.POSITIVE_INFINITY) return undefined;
  const willRing = isSet !== null && isSet <= due && isSet > now - LOST_AFTER_MS;
  return willRing ? undefined : Math.max(due, now);
}

/**
 * The one alarm of an object, for everything that waits in it. Setting it is billed as a row, so it is
 * set only if it must ring earlier, or if the one that was set has been lost.
 */
export class Alarm {
  readonly #ports: AlarmPorts;
  /** Dues that threw, and when each may be called again (Unix milliseconds). */
  readonly #brokenUntil = new Map<string, number>();
  /** Dues whose `retry` is running. They say what is due only when it has finished. */
  readonly #running = new Set<string>();
  #arming: Promise<void> | undefined;

  constructor(ports: AlarmPorts) {
    this.#ports = ports;
  }

  /** Makes sure that the alarm rings in time. Call it whenever something may have become due earlier. */
  arm(): Promise<void> {
    this.#arming ??= this.#arm();
    return this.#arming;
  }

  /** The alarm rings: does everything that is due, even if some of it fails, and sets the next. */
  async ring(): Promise<void> {
    const now = this.#ports.now();
    const due = this.#ports.dues().filter((one) => (this.#dueOf(one) ?? Number.POSITIVE_INFINITY) <= now);
    await Promise.all(due.map((one) => this.#retry(one)));
    await this.arm();
  }

  /** Rings again later, for an object that may not do anything now: its tables are of a newer version. */
  async ringLater(): Promise<void> {
    await this.#ports.storage.setAlarm(this.#ports.now() + NEWER_VERSION_MS);
  }

  async #arm(): Promise<void> {
    const isSet = await this.#ports.storage.getAlarm();
    // There is no `await` from here to `setAlarm`, so a later call of `arm` looks again.
    this.#arming = undefined;
    const dues = this.#ports.dues().map((one) => this.#dueOf(one));
    const at = alarmToSet(dues, isSet, this.#ports.now());
    if (at !== undefined) await this.#ports.storage.setAlarm(at);
  }

  #dueOf(one: Due): number | undefined {
    if (this.#running.has(one.name)) return undefined;
    const due = one.due();
    return due === undefined ? undefined : Math.max(due, this.#brokenUntil.get(one.name) ?? 0);
  }

  async #retry(one: Due): Promise<void> {
    this.#running.add(one.name);
    try {
      await one.retry();
      this.#brokenUntil.delete(one.name);
    } catch (error) {
      this.#brokenUntil.set(one.name, this.#ports.now() + AFTER_BUG_MS);
      logError("alarm", { ...this.#ports.where, due: one.name }, error);
    }
    this.#running.delete(one.name);
    // The others may take long: this one does not wait for them.
    await this.arm();
  }
}
