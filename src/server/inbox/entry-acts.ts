import { assertNever, type Refusal, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { changedSettings, type Entry, type InboxAction, keyOf } from "../../protocol/inbox.ts";
import type { Entries } from "./entries.ts";

/** What a user does to their entries. Done again, it changes nothing. */
export type EntryAction = Exclude<InboxAction, { type: "mark_unread" | "set_level" | "pin_conversation" }>;
type ActionOf<Type extends EntryAction["type"]> = Extract<EntryAction, { type: Type }>;

/** Does it, inside a transaction of the caller's; or returns why not. */
export function perform(
  entries: Entries,
  owner: UserId,
  action: EntryAction,
  now: number,
): Refusal | undefined {
  switch (action.type) {
    case "save": {
      const { room_id, message_id, on } = action;
      return putAside(entries, { kind: "saved", room_id, message_id, at: now }, on);
    }
    case "block":
      if (action.user_id === owner) return refuse("not_allowed");
      return putAside(entries, { kind: "block", user_id: action.user_id, at: now }, action.on);
    case "draft":
      return draft(entries, action, now);
    case "read_thread":
      return readThread(entries, action);
    case "dismiss_thread":
      return void entries.remove(`thread ${action.room_id} ${action.root}`);
    case "update_settings":
      return set(entries, action);
    default:
      return assertNever(action);
  }
}

/** What is put aside stays as it was first made. One that is too many is refused. */
function putAside(entries: Entries, entry: Entry, on: boolean): Refusal | undefined {
  const key = keyOf(entry);
  if (!on) entries.remove(key);
  else if (!entries.has(key)) {
    if (entries.isFull(entry.kind)) return refuse("too_many");
    entries.put(entry);
  }
  return undefined;
}

/** The last to write wins. A client ends the draft when it sends: here it is not known which text became the message. */
function draft(entries: Entries, action: ActionOf<"draft">, now: number): undefined {
  const { room_id, thread, text, reply_to } = action;
  const known = entries.get("draft", room_id, ...(thread === undefined ? [] : [thread]));
  const next = {
    kind: "draft",
    room_id,
    ...(thread !== undefined && { thread }),
    text,
    ...(reply_to !== undefined && { reply_to }),
    at: now,
  } as const;
  if (text === "") entries.remove(keyOf(next));
  else if (known?.text !== text || known.reply_to !== reply_to) entries.put(next);
}

function readThread(entries: Entries, { room_id, root, message_id }: ActionOf<"read_thread">): undefined {
  const thread = entries.get("thread", room_id, root);
  if (thread) entries.put({ ...thread, read: Math.max(thread.read, message_id) });
}

function set(entries: Entries, { type: _, ...set }: ActionOf<"update_settings">): undefined {
  entries.put(changedSettings(entries.settings(), set));
}
