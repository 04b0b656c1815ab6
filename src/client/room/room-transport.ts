import { accept, assertNever, type Result } from "../../protocol/codes.ts";
import { roomSocketPath } from "../../protocol/endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import type { Position } from "../../protocol/room.ts";
import { RoomDown, type RoomUp } from "../../protocol/room-frames.ts";
import type { ClientDeps } from "../client-deps.ts";
import type { Transports } from "../transport/link.ts";
import { pollLink, refused } from "../transport/poll.ts";
import { socketLink } from "../transport/socket.ts";
import type { RoomIn } from "./room-effects.ts";

/** Both transports to a room. `position` is the client's current one, from which polls go on. */
export function roomTransport(
  deps: ClientDeps,
  room_id: RoomId,
  position: () => Position | undefined,
): Transports<RoomUp, RoomIn> {
  const receive = async (wait_ms: number, signal: AbortSignal) => {
    const answer = await deps.call("syncRoom", { room_id, wait_ms, ...position() }, signal);
    return answer.ok ? accept(answer.value.frames) : answer;
  };
  return {
    socket: (listener) =>
      socketLink(
        deps.tabs.openSocket,
        deps.socketUrl + roomSocketPath(room_id),
        deps.token(),
        RoomDown,
        listener,
      ),
    poll: (listener) =>
      pollLink({ receive, send: (frame) => post(deps, room_id, frame) }, deps.clock, listener),
  };
}

async function post(deps: ClientDeps, room_id: RoomId, frame: RoomUp): Promise<Result<RoomIn[]>> {
  switch (frame.type) {
    case "hello":
    case "typing": // ephemeral, so not worth a request
    case "receipt":
      return accept([]);
    case "send": {
      const { type: _, client_id, ...content } = frame;
      const answer = await deps.call("post", { room_id, client_id, ...content });
      return answer.ok ? accept([{ type: "accepted", message: answer.value }]) : refused(client_id, answer);
    }
    case "action": {
      const { type: _, client_id, ...done } = frame;
      const answer = await deps.call("applyAction", { room_id, ...done });
      return answer.ok ? accept([{ type: "carried_out", client_id }]) : refused(client_id, answer);
    }
    default:
      return assertNever(frame);
  }
}
