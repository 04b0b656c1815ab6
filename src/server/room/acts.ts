import type { Act } from "../../protocol/acts.ts";
import { accept, assertNever, type Result } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import { announce } from "./changes.ts";
import { answerRequest, ban, type Changes, mute, remove, setRole } from "./membership.ts";
import { edit, erase, follow, pin, react, report, vote } from "./message-acts.ts";
import type { RoomState } from "./room-state.ts";

/** Acts that go into the books, so that admins can see what admins did. */
const AUDITED: ReadonlySet<Act["type"]> = new Set([
  "set_room",
  "set_role",
  "remove",
  "ban",
  "mute",
  "answer_request",
]);

/** Carries out an act inside a transaction of the caller's. Answers with what everybody must be told. */
export function perform(state: RoomState, by: UserId, act: Act, now: number): Result<readonly Change[]> {
  const done = dispatch(state, by, act, now);
  // Only a declined request leaves no change; whatever else made none was so already.
  if (!done.ok || (done.value.length === 0 && act.type !== "answer_request")) return done;
  const isOthers = act.type === "delete" && state.sql.messages.get(act.message_id)?.sender !== by;
  if (AUDITED.has(act.type) || isOthers) state.sql.doors.audit({ by, at: now, what: act });
  return done;
}

function dispatch(state: RoomState, by: UserId, act: Act, now: number): Result<readonly Change[]> {
  switch (act.type) {
    case "edit":
      return edit(state, by, act.message_id, act.text, act.mentions ?? [], now);
    case "delete":
      return erase(state, by, act.message_id, now);
    case "react":
      return react(state, by, act.message_id, act.emoji, act.on, now);
    case "pin":
      return pin(state, by, act.message_id, act.on, now);
    case "vote":
      return vote(state, by, act.message_id, act.options, now);
    case "follow":
      return follow(state, by, act.message_id, act.on, now);
    case "report":
      return report(state, by, act.message_id, act.reason, now);
    case "set_room":
      return announced(state, setRoom(state, by, act.settings, now));
    case "set_role":
      return announced(state, setRole(state, by, act.user_id, act.role, now));
    case "remove":
      return announced(state, remove(state, by, act.user_id, now));
    case "ban":
      return announced(state, ban(state, by, act.user_id, act.on, now));
    case "mute":
      return announced(state, mute(state, by, act.user_id, act.until, now));
    case "answer_request":
      return announced(state, answerRequest(state, by, act.user_id, act.admit, now));
    default:
      return assertNever(act);
  }
}

/** Archiving is the owner's; everything else of the settings is for admins too. */
function setRoom(state: RoomState, by: UserId, settings: SettingsGiven, now: number): Changes {
  const { archived, ...others } = settings;
  const now_ = state.info.settings;
  const refusal =
    (archived !== undefined && archived !== now_.archived ? state.forbid("archive", by, now) : undefined) ??
    (Object.keys(others).length > 0 ? state.forbid("set_room", by, now) : undefined) ??
    state.forbid("read", by, now);
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

type SettingsGiven = Extract<Act, { type: "set_room" }>["settings"];

function announced(state: RoomState, changes: Changes): Result<readonly Change[]> {
  return changes.ok ? accept(changes.value.map((change) => announce(state.sql, change))) : changes;
}
