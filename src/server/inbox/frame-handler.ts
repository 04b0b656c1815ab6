import type { InboxAction } from "../../protocol/actions.ts";
import { assertNever, type Done, failureOf, type Result, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { InboxPosition } from "../../protocol/inbox.ts";
import { type InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { MIN_PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { RateLimit } from "../object/rate-limit.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import type { AwakeInbox } from "./awake-inbox.ts";
import { type CatchUpPorts, catchUp } from "./catch-up.ts";
import type { Devices } from "./devices.ts";
import { answerTo } from "./frames.ts";

/** What the handler needs of the object. */
export interface FramePorts {
  readonly sockets: Sockets;
  readonly devices: Devices;
  open(): AwakeInbox;
  applyAction(action: InboxAction, age_ms?: number): Result<Done>;
  /** Tells all devices. */
  tell(frames: readonly InboxDown[]): void;
  readonly askRoom: CatchUpPorts["ask"];
}

/** Each change of whom a device shows may cost a call for each of these people. */
const SUBSCRIBE_RATE = { burst: 20, per_second: 1 };

/** Does what devices ask for on their sockets. */
export class FrameHandler {
  readonly #ports: FramePorts;
  readonly #subscribeRate = new RateLimit(SUBSCRIBE_RATE);

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  handle(peer: Peer, data: string | ArrayBuffer, now: number): void {
    const { sockets, open, tell, applyAction } = this.#ports;
    const frame = sockets.read(peer, data, InboxUp, now);
    if (!frame) return;
    if (frame.type !== "hello" && peer.state !== "live") return sockets.close(peer.ws, "hello_first");
    const { inbox, presence } = open();
    presence.heard();
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return sockets.close(peer.ws, "protocol_too_old");
        return this.#greet(peer, frame.position, now);
      case "read":
        return tell(inbox.read(frame.room_id, frame.message_id));
      case "action":
        return sockets.send(peer, answerTo(frame.client_id, applyAction(frame.action, frame.age_ms)));
      case "subscribe_presence":
        return this.#subscribe(peer, frame.user_ids, now);
      default:
        return assertNever(frame);
    }
  }

  /** Brings a device up to date and makes its socket live, in one turn. */
  #greet(peer: Peer, position: InboxPosition | undefined, now: number): void {
    const { sockets, devices, open, tell, askRoom } = this.#ports;
    const { inbox } = open();
    const isFirst = devices.connected().size === 0;
    for (const down of inbox.resume(position, now)) sockets.send(peer, down);
    sockets.goLive(peer);
    if (isFirst) void catchUp(inbox, { ask: askRoom, apply: (update) => tell(inbox.apply(update)) });
  }

  #subscribe(peer: Peer, user_ids: readonly UserId[], now: number): void {
    const { sockets, open } = this.#ports;
    const retry_after_ms = this.#subscribeRate.take(peer.socket_id, now);
    const refusal = failureOf(refuse("rate_limited", { retry_after_ms }));
    if (retry_after_ms > 0) return sockets.send(peer, { type: "error", ...refusal });
    const others = user_ids.filter((user_id) => user_id !== peer.user_id);
    void open().subscriptions.subscribe(peer.socket_id, others);
  }
}
