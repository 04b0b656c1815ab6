import type { InboxAction } from "../../protocol/actions.ts";
import { assertNever, type Done, failureOf, type Result, refuse } from "../../protocol/codes.ts";
import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { InboxPosition } from "../../protocol/inbox.ts";
import { type InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { MIN_PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { helloPoints } from "../object/points.ts";
import { RateLimit } from "../object/rate-limit.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import type { AwakeInbox } from "./awake-inbox.ts";
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
}

/** Each change of a device's presence subscriptions may cost one call per person. */
const SUBSCRIBE_RATE = { burst: 20, per_second: 1 };

/** Handles the frames that devices send. */
export class FrameHandler {
  readonly #ports: FramePorts;
  readonly #subscribeRate = new RateLimit(SUBSCRIBE_RATE);

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  handle(peer: Peer, data: string | ArrayBuffer, now: number): void {
    const { sockets, open, applyAction } = this.#ports;
    const frame = sockets.read(peer, data, InboxUp, now);
    if (!frame) return;
    if (frame.type !== "hello" && peer.state !== "live") return sockets.close(peer.ws, "hello_first");
    open().presence.heard();
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return sockets.close(peer.ws, "protocol_too_old");
        return this.#greet(peer, frame.position, now);
      case "read":
        return this.#read(peer, frame);
      case "follow":
        return this.#follow(peer, frame.room_ids);
      case "action":
        sockets.send(peer, answerTo(frame.client_id, applyAction(frame.action, frame.age_ms)));
        return;
      case "subscribe_presence":
        return this.#subscribe(peer, frame.user_ids, now);
      default:
        return assertNever(frame);
    }
  }

  /** Brings a device up to date and makes its socket live, in one turn. */
  #greet(peer: Peer, position: InboxPosition | undefined, now: number): void {
    const { sockets, devices, open } = this.#ports;
    const { inbox, allowances, catchUp, followed, storeReads } = open();
    if (sockets.isBehind(peer)) return;
    if (allowances.refusalOf("read", now)) return sockets.close(peer.ws, "rate_limited");
    const isFirst = devices.connected().size === 0;
    // What others have seen, and nobody else had to know until now.
    storeReads();
    followed.follow(peer, []);
    let units = 0;
    for (const down of inbox.resume(position, now)) units += sockets.send(peer, down);
    allowances.spend("read", helloPoints(units), now);
    sockets.goLive(peer);
    void (isFirst ? catchUp.connected() : catchUp.looking());
  }

  /** Where the room does not report to the inbox, no other device has to know how far this one has read. */
  #read(peer: Peer, { room_id, message_id }: { room_id: RoomId; message_id: MessageId }): void {
    const { inbox, reports, followed } = this.#ports.open();
    if (reports.isQuiet(room_id) && followed.note(peer, room_id, message_id)) return;
    this.#ports.tell(inbox.read(room_id, message_id));
  }

  #follow(peer: Peer, room_ids: readonly RoomId[]): void {
    const { followed, catchUp, storeReads } = this.#ports.open();
    storeReads([peer], (room_id) => !room_ids.includes(room_id));
    void catchUp.looking(followed.follow(peer, room_ids));
  }

  #subscribe(peer: Peer, user_ids: readonly UserId[], now: number): void {
    const { sockets, open } = this.#ports;
    const { subscriptions, allowances } = open();
    const others = user_ids.filter((user_id) => user_id !== peer.user_id);
    const retry_after_ms = this.#subscribeRate.take(peer.socket_id, now);
    const refusal =
      retry_after_ms > 0
        ? refuse("rate_limited", { retry_after_ms })
        : allowances.take("reach", subscriptions.countNew(peer.socket_id, others), now);
    if (refusal) sockets.send(peer, { type: "error", ...failureOf(refusal) });
    else void subscriptions.subscribe(peer.socket_id, others);
  }
}
