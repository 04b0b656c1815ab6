import { accept, assertNever, type Result } from "../../protocol/codes.ts";
import { INBOX_SOCKET_PATH } from "../../protocol/endpoints.ts";
import type { InboxPosition } from "../../protocol/inbox.ts";
import { InboxDown, type InboxUp } from "../../protocol/inbox-frames.ts";
import type { ClientDeps } from "../client-deps.ts";
import type { Transports } from "../transport/link.ts";
import { pollLink, refused } from "../transport/poll.ts";
import { socketLink } from "../transport/socket.ts";
import type { InboxIn } from "./inbox-log.ts";

/** Both transports to the inbox. `position` is the client's current one, from which polls go on. */
export function inboxTransport(
  deps: ClientDeps,
  position: () => InboxPosition | undefined,
): Transports<InboxUp, InboxIn> {
  const receive = async (wait_ms: number, signal: AbortSignal) => {
    const answer = await deps.call("syncInbox", { wait_ms, ...position() }, signal);
    return answer.ok ? accept(answer.value.frames) : answer;
  };
  return {
    socket: (listener) =>
      socketLink(deps.tabs.openSocket, deps.socketUrl + INBOX_SOCKET_PATH, deps.token(), InboxDown, listener),
    poll: (listener) => pollLink({ receive, send: (frame) => post(deps, frame) }, deps.clock, listener),
  };
}

async function post(deps: ClientDeps, frame: InboxUp): Promise<Result<InboxIn[]>> {
  switch (frame.type) {
    case "hello":
    case "follow": // only a socket can be followed by
    case "subscribe_presence": // ephemeral, so not worth a request
      return accept([]);
    case "read": {
      const { room_id, message_id } = frame;
      const answer = await deps.call("markRead", { room_id, message_id });
      return answer.ok ? accept([]) : answer;
    }
    case "action": {
      const { type: _, client_id, ...done } = frame;
      const answer = await deps.call("applyInboxAction", done);
      return answer.ok ? accept([{ type: "carried_out", client_id }]) : refused(client_id, answer);
    }
    default:
      return assertNever(frame);
  }
}
