import { PONG, Pong } from "../../../protocol/room-frames.ts";
import { acknowledgement, type OpenSocket, type Socket } from "../socket.ts";
import { SharedFollows } from "./shared-follows.ts";
import { type MemberId, SharedSubscriptions } from "./shared-subscriptions.ts";

/** What the ends of a shared socket are told. */
export type SocketEvent =
  | { readonly type: "opened" }
  | { readonly type: "received"; readonly text: string }
  | { readonly type: "closed"; readonly code: number; readonly reason: string };

/** The end of a socket that was not closed properly. */
export const LOST = { type: "closed", code: 1006, reason: "" } as const satisfies SocketEvent;

export type Deliver = (members: readonly MemberId[], event: SocketEvent) => void;

/**
 * One real socket that several tabs use as if each had its own. A `hello` may be repeated on an open
 * socket, and its answer comes in one piece from `welcome` to `current` (CONNECT7). So each tab resumes
 * from its own position with its own hello, alone gets the answer to it, and after that what all get.
 */
export class SharedSocket {
  readonly #socket: Socket;
  readonly #deliver: Deliver;
  /** The ends, and whether they get live frames. */
  readonly #members = new Map<MemberId, "apart" | "live">();
  /** The ends that wait for the answer to a hello, in the order of asking; also those that have left since. */
  readonly #greeted: MemberId[] = [];
  /** The ends that have asked something that must be answered, if nothing has come since. */
  readonly #unanswered = new Set<MemberId>();
  readonly #onClosed: () => void;
  readonly #presence = new SharedSubscriptions();
  readonly #follows = new SharedFollows();
  #isOpen = false;
  /** Between `welcome` and `current`. */
  #isGreeting = false;

  constructor(open: OpenSocket, url: string, protocols: string[], deliver: Deliver, onClosed: () => void) {
    this.#deliver = deliver;
    this.#onClosed = onClosed;
    this.#socket = open(url, protocols, {
      opened: () => {
        this.#isOpen = true;
        deliver([...this.#members.keys()], { type: "opened" });
      },
      received: (data) => this.#received(String(data)),
      closed: (code, reason) => this.#ended({ type: "closed", code, reason }),
    });
  }

  get isUsed(): boolean {
    return this.#members.size > 0;
  }

  join(member: MemberId): void {
    this.#members.set(member, "apart");
    if (this.#isOpen) this.#deliver([member], { type: "opened" });
  }

  send(member: MemberId, text: string): void {
    if (!this.#members.has(member)) return;
    const type = typeOf(text);
    if (type === "subscribe_presence") return this.#subscribed(member, text);
    if (type === "follow") return this.#sendIf(this.#follows.follow(member, text));
    if (type === "hello" || type === "ping") this.#unanswered.add(member);
    if (type === "hello") {
      this.#members.set(member, "apart");
      this.#greeted.push(member);
      this.#follows.greeted(member);
    }
    this.#socket.send(text);
  }

  /**
   * An end that leaves while it waits for an answer has given the socket up for dead. Then it ends for all
   * tabs; otherwise each would find the dead one again whenever it connects.
   */
  leave(member: MemberId): void {
    this.#members.delete(member);
    if (this.#unanswered.has(member)) {
      this.#socket.close();
      return this.#ended(LOST);
    }
    const frames = [this.#presence.leave(member), this.#follows.leave(member)];
    if (this.#isOpen && this.isUsed) for (const frame of frames) this.#sendIf(frame);
  }

  #sendIf(frame: string | undefined): void {
    if (frame !== undefined) this.#socket.send(frame);
  }

  close(): void {
    this.#socket.close();
  }

  #ended(event: SocketEvent): void {
    this.#onClosed();
    this.#deliver([...this.#members.keys()], event);
  }

  #received(text: string): void {
    this.#unanswered.clear();
    const type = typeOf(text);
    if (type === "pong") return this.#heard(text);
    if (type === "welcome") this.#isGreeting = true;
    if (!this.#isGreeting) {
      if (type === "presence") this.#presence.published(text);
      if (type === "error") this.#presence.distrust();
      return this.#tell(this.#live(), text);
    }
    const [greeted] = this.#greeted;
    if (greeted !== undefined && this.#members.has(greeted)) this.#tell([greeted], text);
    if (type !== "current") return;
    this.#isGreeting = false;
    this.#greeted.shift();
    // An end that has repeated its hello meanwhile waits for the answer to that.
    if (greeted !== undefined && this.#members.has(greeted) && !this.#greeted.includes(greeted))
      this.#members.set(greeted, "live");
  }

  /** If the server asks whether what it sent has been read, it asks once for all tabs. */
  #heard(text: string): void {
    const ack = text === PONG ? undefined : Pong.safeParse(JSON.parse(text)).data?.ack;
    if (ack !== undefined) this.#socket.send(acknowledgement(ack));
    this.#tell([...this.#members.keys()], PONG);
  }

  /** The server knows one list of users this device subscribes to: that of all tabs together. */
  #subscribed(member: MemberId, text: string): void {
    const { frame, known } = this.#presence.subscribe(member, text);
    if (frame !== undefined) this.#socket.send(frame);
    if (known !== undefined) this.#tell([member], known);
  }

  #tell(members: readonly MemberId[], text: string): void {
    if (members.length > 0) this.#deliver(members, { type: "received", text });
  }

  #live(): MemberId[] {
    return [...this.#members].flatMap(([member, state]) => (state === "live" ? [member] : []));
  }
}

/** The type of a frame. Both sides write it first; any other frame is parsed. */
function typeOf(text: string): string | undefined {
  const written = /^\{"type":"(\w+)"/.exec(text);
  if (written) return written[1];
  try {
    const frame: unknown = JSON.parse(text);
    const isFrame = typeof frame === "object" && frame !== null && "type" in frame;
    return isFrame ? String(frame.type) : undefined;
  } catch {
    return undefined; // The end that gets it finds out what is wrong with it.
  }
}
