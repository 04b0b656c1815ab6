import type { InboxAction } from "../../protocol/actions.ts";
import type { Result } from "../../protocol/codes.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import type { AwakeInbox } from "./awake-inbox.ts";

/** The room of the two and the inbox of the other. */
const BLOCK_POINTS = 2;

/** The room that is told. */
const ANSWER_POINTS = 1;

/**
 * Does what a user does in their inbox, as far as their allowance goes. Gives what their devices are told. `age_ms`
 * is how long the action had to wait for a connection.
 */
export function applyOwnAction(
  { inbox, presence, allowances, storeReads }: AwakeInbox,
  action: InboxAction,
  now: number,
  age_ms: number | undefined,
): Result<readonly InboxDown[]> {
  const refusal = allowances.take("reach", reachOf({ inbox, presence }, action), now);
  // What was read before would otherwise undo it.
  if (action.type === "mark_unread") storeReads();
  const done = refusal ?? inbox.applyAction(action, now, age_ms);
  if (done.ok) presence.acted(action);
  return done;
}

/** How many other objects an action makes work: those that are told of a block, or of a change of presence. */
function reachOf({ inbox, presence }: Pick<AwakeInbox, "inbox" | "presence">, action: InboxAction): number {
  if (action.type === "block") return inbox.isBlocked(action.user_id) === action.on ? 0 : BLOCK_POINTS;
  if (action.type === "accept_request" || action.type === "decline_request") return ANSWER_POINTS;
  if (action.type !== "update_settings") return 0;
  const { visible, presence_audience } = inbox.settings();
  const isSame =
    (action.visible ?? visible) === visible &&
    (action.presence_audience ?? presence_audience) === presence_audience;
  return isSame ? 0 : 1 + presence.countSubscribers();
}
