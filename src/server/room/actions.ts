import type { Action } from "../../protocol/actions.ts";
import { accept, assertNever, type Result } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import { announce } from "./changes.ts";
import { answerRequest, ban, type Changes, mute, remove, setRole } from "./membership.ts";
import { edit, erase, follow, pin, react, report, vote } from "./message-actions.ts";
import type { RoomState } from "./room-state.ts";

/** Actions that go into the audit log, so that admins can see what other admins did. */
const AUDITED: ReadonlySet<Action["type"]> = new Set([
  "update_room",
  "set_role",
  "remove",
  "ban",
  "mute",
  "answer_request",
]);

/** Applies an action inside the caller's transaction. Answers with the changes everybody must be told of. */
export function applyAction(
  state: RoomState,
  by: UserId,
  action: Action,
  now: number,
): Result<readonly Change[]> {
  const done = dispatch(state, by, action, now);
  // Only a declined request leaves no change; whatever else made none was so already.
  if (!done.ok || (done.value.length === 0 && action.type !== "answer_request")) return done;
  const isOthers = action.type === "delete" && state.tables.messages.get(action.message_id)?.sender !== by;
  if (AUDITED.has(action.type) || isOthers) state.tables.audit.add({ by, at: now, action });
  return done;
}

function dispatch(state: RoomState, by: UserId, action: Action, now: number): Result<readonly Change[]> {
  switch (action.type) {
    case "edit":
      return edit(state, by, action.message_id, action.text, action.mentions ?? [], now);
    case "delete":
      return erase(state, by, action.message_id, now);
    case "react":
      return react(state, by, action.message_id, action.emoji, action.on, now);
    case "pin":
      return pin(state, by, action.message_id, action.on, now);
    case "vote":
      return vote(state, by, action.message_id, action.options, now);
    case "follow":
      return follow(state, by, action.message_id, action.on, now);
    case "report":
      return report(state, by, action.message_id, action.reason, now);
    case "update_room":
      return announced(state, updateRoom(state, by, action.settings, now));
    case "set_role":
      return announced(state, setRole(state, by, action.user_id, action.role, now));
    case "remove":
      return announced(state, remove(state, by, action.user_id, now));
    case "ban":
      return announced(state, ban(state, by, action.user_id, action.on, now));
    case "mute":
      return announced(state, mute(state, by, action.user_id, action.until, now));
    case "answer_request":
      return announced(state, answerRequest(state, by, action.user_id, action.admit, now));
    default:
      return assertNever(action);
  }
}

/** Archiving is the owner's; everything else of the settings is for admins too. */
function updateRoom(state: RoomState, by: UserId, settings: SettingsGiven, now: number): Changes {
  const { archived, ...others } = settings;
  const now_ = state.info.settings;
  const refusal =
    (archived !== undefined && archived !== now_.archived
      ? state.denialFor("archive", by, now)
      : undefined) ??
    (Object.keys(others).length > 0 ? state.denialFor("update_room", by, now) : undefined) ??
    state.denialFor("read", by, now);
  if (refusal) return refusal;
  const changed = Object.fromEntries(
    Object.entries(settings).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(now_[key as keyof RoomSettings]),
    ),
  ) as Partial<RoomSettings>;
  if (Object.keys(changed).length === 0) return accept([]);
  state.changeSettings(changed);
  return accept([state.record({ type: "room_changed", by, settings: changed }, now)]);
}

type SettingsGiven = Extract<Action, { type: "update_room" }>["settings"];

function announced(state: RoomState, changes: Changes): Result<readonly Change[]> {
  return changes.ok ? accept(changes.value.map((change) => announce(state.tables, change))) : changes;
}
