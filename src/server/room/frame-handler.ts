import type { Action } from "../../protocol/actions.ts";
import { assertNever, type Done, type Result } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { MIN_PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { Position } from "../../protocol/room.ts";
import { type RoomDown, RoomUp } from "../../protocol/room-frames.ts";
import type { Peer, Sockets } from "../object/sockets.ts";
import type { AwakeRoom } from "./awake-room.ts";
import { answerToAction, answerToSend } from "./frames.ts";
import type { HelloMeter } from "./hello-meter.ts";
import type { Outcome } from "./log.ts";
import type { RoomWriter } from "./room-writer.ts";

/** What the handler needs of the object. */
export interface FramePorts {
  readonly sockets: Sockets;
  readonly writer: RoomWriter;
  readonly hellos: HelloMeter;
  awake(): AwakeRoom | undefined;
  /** Whatever brings a client up to date, or the refusal of a room that is not awake. */
  resume(user_id: UserId, position: Position | undefined): Result<readonly RoomDown[]>;
  applyAction(user_id: UserId, action: Action, age_ms?: number): Result<Done>;
}

/** Handles the frames that clients send. */
export class FrameHandler {
  readonly #ports: FramePorts;

  constructor(ports: FramePorts) {
    this.#ports = ports;
  }

  handle(peer: Peer, data: string | ArrayBuffer, now: number): void {
    const { sockets, writer, awake, applyAction } = this.#ports;
    const frame = sockets.read(peer, data, RoomUp, now);
    if (!frame) return;
    if (frame.type !== "hello" && peer.state !== "live") return sockets.close(peer.ws, "hello_first");
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return sockets.close(peer.ws, "protocol_too_old");
        return this.#greet(peer, frame.position, now);
      case "send": {
        const { type: _, client_id, ...content } = frame;
        const reply = (outcome: Outcome) => {
          const answer = answerToSend(client_id, outcome);
          if (answer) sockets.send(peer, answer);
        };
        return writer.send({ sender: peer.user_id, client_id, content, reply });
      }
      case "action": {
        const done = applyAction(peer.user_id, frame.action, frame.age_ms);
        sockets.send(peer, answerToAction(frame.client_id, done));
        return;
      }
      case "typing":
        return awake()?.ephemeral.typing(peer.user_id, frame.on, frame.thread);
      case "receipt":
        return awake()?.ephemeral.receipt(peer.user_id, frame.delivered, frame.read ?? 0);
      default:
        return assertNever(frame);
    }
  }

  /** Brings a client up to date and makes its socket live, in one turn. */
  #greet(peer: Peer, position: Position | undefined, now: number): void {
    const { sockets, hellos, resume } = this.#ports;
    if (sockets.isBehind(peer)) return;
    if (hellos.isHeld(peer.user_id, now)) return sockets.close(peer.ws, "rate_limited");
    const frames = resume(peer.user_id, position);
    if (!frames.ok) return sockets.close(peer.ws, frames.code);
    let units = 0;
    for (const frame of frames.value) units += sockets.send(peer, frame);
    hellos.answered(peer.user_id, units, now);
    sockets.goLive(peer);
  }
}
