import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { ClientId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import type { BenchSocket } from "./socket.ts";

/** What a socket of the room under load looks like to the generator, whatever kind of room it is. */
export interface Crowd {
  /** The first one sends; all of them receive. */
  sockets: readonly BenchSocket[];
  /** Whether frames are `events` with dense message_ids (then each is checked) or what was sent, one a message. */
  events: boolean;
  /** Newest message_id when the sockets were opened. */
  head: number;
  /** Whether somebody types meanwhile. */
  typing?: boolean;
}

export interface LoadResult {
  /** Messages that reached a socket, over all sockets, in each second of the measured time. */
  deliveries: number;
  messages: number;
  /** Frames that say who is typing, likewise. */
  typing: number;
  /** Milliseconds from a send to its echo at the sender, sorted. */
  echoes: number[];
  /** The newest message_id, for whoever goes on with the same sockets. */
  head: number;
}

export interface LoadOptions {
  inFlight: number;
  /** Messages a second, where not as many as can be answered. */
  perSecond?: number;
  warmUpMs: number;
  measureMs: number;
}

interface Echo {
  client_id: ClientId;
}

/**
 * Keeps `inFlight` messages of the first socket under way for a while, and checks that every socket
 * got every message, once and in order. Throws where one did not: a number for a room that loses
 * messages means nothing.
 */
export async function load(crowd: Crowd, options: LoadOptions): Promise<LoadResult> {
  const run = new Run(crowd, options);
  run.start();
  await Promise.race([sleepMs(options.warmUpMs), run.finished]);
  const [from, deliveredFrom, typingFrom] = [performance.now(), run.delivered, run.typing];
  run.echoes = [];
  await Promise.race([enough(run, options), run.finished]);
  const { delivered, typing, echoes } = run;
  const seconds = (performance.now() - from) / 1000;
  const deliveries = (delivered - deliveredFrom) / seconds;
  await run.stop();
  return {
    deliveries,
    typing: (typing - typingFrom) / seconds,
    messages: deliveries / crowd.sockets.length,
    echoes: [...echoes].sort((a, b) => a - b),
    head: run.head,
  };
}

/** The time to measure, or longer on a machine so busy that hardly anything has come back by then. */
async function enough(run: Run, { measureMs, inFlight, perSecond }: LoadOptions): Promise<void> {
  await sleepMs(measureMs);
  const least = perSecond === undefined ? 4 * inFlight : 5;
  const giveUpAt = performance.now() + 30_000;
  while (run.echoes.length < least && performance.now() < giveUpAt) await sleepMs(50);
}

class Run {
  /** Messages that reached a socket, over all sockets. */
  delivered = 0;
  /** Frames that said who is typing, likewise. */
  typing = 0;
  /** Milliseconds from each send to its echo. */
  echoes: number[] = [];
  /** Resolves once all has arrived everywhere after `stop`; rejects as soon as something is wrong. */
  readonly finished: Promise<void>;
  readonly #crowd: Crowd;
  readonly #sender: BenchSocket;
  readonly #inFlight: number;
  readonly #perSecond: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #log: FrameLog;
  /** The newest message each socket has. */
  readonly #heads: number[];
  readonly #sentAt = new Map<string, number>();
  #sent = 0;
  #isStopping = false;
  #finish = (_error?: Error): void => {};

  constructor(crowd: Crowd, { inFlight, perSecond }: LoadOptions) {
    const [sender] = crowd.sockets;
    if (!sender) throw new Error("nobody to send");
    this.#crowd = crowd;
    this.#sender = sender;
    this.#inFlight = inFlight;
    this.#perSecond = perSecond;
    this.#log = new FrameLog();
    this.#heads = crowd.sockets.map(() => crowd.head);
    this.finished = new Promise((resolve, reject) => {
      this.#finish = (error) => (error ? reject(error) : resolve());
    });
  }

  /** The newest message there will be. */
  get head(): number {
    return this.#crowd.head + this.#sent;
  }

  start(): void {
    for (const [index, socket] of this.#crowd.sockets.entries()) {
      socket.onClose = (why) => this.#finish(new Error(`socket ${index} of ${this.#heads.length}: ${why}`));
      socket.onFrame = (payload) => {
        try {
          this.#receive(index, payload);
        } catch (error) {
          this.#finish(error as Error);
        }
      };
    }
    if (this.#perSecond === undefined) this.#sendMore();
    else this.#timer = setInterval(() => this.#sendOne(), 1_000 / this.#perSecond);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#timer);
    if (!this.#isDone()) await Promise.race([this.finished, late()]);
    for (const socket of this.#crowd.sockets) socket.onFrame = () => {};
  }

  #receive(index: number, payload: Buffer): void {
    if (this.#crowd.typing && payload.subarray(0, TYPING.length).equals(TYPING)) {
      this.typing++;
      return;
    }
    const before = this.#heads[index] as number;
    const { head, messages } = this.#crowd.events
      ? this.#log.read(payload, before)
      : { head: before + 1, messages: undefined };
    this.#heads[index] = head;
    this.delivered += head - before;
    if (index === 0) this.#hearOwn(messages ?? [JSON.parse(payload.toString()) as Echo]);
    if (this.#isStopping && this.#isDone()) this.#finish();
  }

  #hearOwn(messages: readonly Echo[]): void {
    const now = performance.now();
    for (const { client_id } of messages) {
      const sentAt = this.#sentAt.get(client_id);
      if (sentAt === undefined) throw new Error("an echo of what is not under way");
      this.#sentAt.delete(client_id);
      this.echoes.push(now - sentAt);
    }
    if (this.#perSecond === undefined) this.#sendMore();
  }

  #sendMore(): void {
    this.#sender.together(() => {
      while (!this.#isStopping && this.#sentAt.size < this.#inFlight) this.#sendOne();
    });
  }

  #sendOne(): void {
    const { client_id, frame } = nextSend();
    this.#sentAt.set(client_id, performance.now());
    this.#sender.send(frame);
    this.#sent++;
  }

  #isDone(): boolean {
    return this.#heads.every((head) => head === this.head);
  }
}

/**
 * Checks the frames of a room. All sockets get the same ones, so each is parsed for the first socket
 * and compared byte by byte for the others: what follows message n is one frame for everybody.
 */
class FrameLog {
  readonly #after = new Map<number, { bytes: Buffer; head: number; messages: Echo[] }>();

  /** The frame's last message_id and its messages, for a socket that has everything up to `head`. */
  read(payload: Buffer, head: number): { head: number; messages: Echo[] } {
    const known = this.#after.get(head);
    if (known?.bytes.equals(payload)) return known;
    const { type, messages = [] } = JSON.parse(payload.toString()) as {
      type: string;
      messages?: (Echo & { message_id: number })[];
    };
    if (type !== "events") throw new Error(`unexpected frame: ${payload.toString()}`);
    let last = head;
    for (const { message_id } of messages) {
      if (message_id !== ++last) throw new Error(`message ${message_id} came instead of ${last}`);
    }
    const frame = { bytes: Buffer.from(payload), head: last, messages };
    if (last > head) this.#after.set(head, frame);
    if (this.#after.size > 4096) this.#forget(head - 100_000);
    return frame;
  }

  #forget(before: number): void {
    for (const head of this.#after.keys()) if (head < before) this.#after.delete(head);
  }
}

/** How a frame begins that says who is typing. */
const TYPING = Buffer.from('{"type":"typing"');

/** 100 bytes, as the text of a plain message. */
const TEXT =
  "The quick brown fox jumps over the lazy dog, and then it does so again, for the bench is not over yet";

const node = randomBytes(4).toString("hex");
let made = 0;

/** A send with a new UUIDv7, made cheaply: only its time and a counter change. */
export function nextSend(): { client_id: ClientId; frame: string } {
  const time = Date.now().toString(16).padStart(12, "0");
  const count = (made++).toString(16).padStart(12, "0");
  const client_id = asId<ClientId>(
    `${time.slice(0, 8)}-${time.slice(8)}-7${node.slice(0, 3)}-8${node.slice(4, 7)}-${count}`,
  );
  return { client_id, frame: `{"type":"send","client_id":"${client_id}","text":"${TEXT.slice(0, 100)}"}` };
}

/** Milliseconds from the send of one message into a room where nothing else happens to its echo. */
export function echoOnce(socket: BenchSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    const { client_id, frame } = nextSend();
    socket.onClose = (why) => reject(new Error(why));
    let sent = 0;
    socket.onFrame = (payload) => {
      const now = performance.now();
      if (payload.includes(client_id)) resolve(now - sent);
    };
    sent = performance.now();
    socket.send(frame);
  });
}

export const sleepMs = (ms: number): Promise<void> => setTimeout(ms);

async function late(): Promise<never> {
  await setTimeout(60_000, undefined, { ref: false });
  throw new Error("not everything has arrived within a minute");
}
