import { type Action, type ActionOf, type ActionType, definitionOf } from "../../protocol/actions.ts";
import { accept, type Result } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import type { Change, RoomSettings } from "../../protocol/room.ts";
import { announce } from "./changes.ts";
import { answerRequest, ban, type Changes, mute, remove, setRole } from "./membership.ts";
import { edit, erase, follow, pin, react, report, vote } from "./message-actions.ts";
import type { RoomState } from "./room-state.ts";

/** Carries out one type of action, inside the caller's transaction. */
type Handler<T extends ActionType> = (
  state: RoomState,
  by: UserId,
  action: ActionOf<T>,
  now: number,
  /** When it was made: now, unless it had to wait for a connection. */
  made_at: number,
) => Result<readonly Change[]>;

/** What each action writes. Everything else about it is in its definition in `protocol/actions/`. */
const handlers: { readonly [T in ActionType]: Handler<T> } = {
  edit,
  delete: erase,
  react,
  pin,
  vote,
  follow,
  report,
  update_room: announcing(updateRoom),
  set_role: announcing(setRole),
  remove: announcing(remove),
  ban: announcing(ban),
  mute: announcing(mute),
  answer_request: announcing(answerRequest),
};

/** Carries out an action inside the caller's transaction. Returns the changes to broadcast. */
export function applyAction(
  state: RoomState,
  by: UserId,
  action: Action,
  now: number,
  made_at = now,
): Result<readonly Change[]> {
  const wasOthers = action.type === "delete" && state.tables.messages.get(action.message_id)?.sender !== by;
  const done = (handlers[action.type] as Handler<ActionType>)(state, by, action, now, made_at);
  if (!done.ok) return done;
  // Declining a request writes something without a change. In all other cases the state was so already.
  const isUnchanged = done.value.length === 0 && action.type !== "answer_request";
  const { audited } = definitionOf(action);
  if (!isUnchanged && (audited === "always" || (audited === "others" && wasOthers)))
    state.tables.audit.add({ by, at: now, action });
  return done;
}

/** Archiving is for owners; the other settings are for admins too. */
function updateRoom(
  state: RoomState,
  by: UserId,
  { settings }: ActionOf<"update_room">,
  now: number,
): Changes {
  const { archived, ...others } = settings;
  const before = state.info.settings;
  const refusal =
    (archived !== undefined && archived !== before.archived
      ? state.denialFor("archive", by, now)
      : undefined) ??
    (Object.keys(others).length > 0 ? state.denialFor("update_room", by, now) : undefined) ??
    state.denialFor("read", by, now);
  if (refusal) return refusal;
  const changed = Object.fromEntries(
    Object.entries(settings).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof RoomSettings]),
    ),
  ) as Partial<RoomSettings>;
  if (Object.keys(changed).length === 0) return accept([]);
  state.changeSettings(changed);
  return accept([state.record({ type: "room_changed", by, settings: changed }, now)]);
}

/** A handler whose stored changes still have to be made into changes to broadcast. */
function announcing<T extends ActionType>(
  run: (state: RoomState, by: UserId, action: ActionOf<T>, now: number) => Changes,
): Handler<T> {
  return (state, by, action, now) => {
    const changes = run(state, by, action, now);
    return changes.ok ? accept(changes.value.map((change) => announce(state.tables, change))) : changes;
  };
}
