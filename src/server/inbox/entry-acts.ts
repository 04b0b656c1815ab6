import { assertNever, type Refusal, refuse } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { type Entry, type InboxAct, keyOf } from "../../protocol/inbox.ts";
import type { Entries } from "./entries.ts";

/** What a user does to their entries. Done again, it changes nothing. */
export type EntryAct = Exclude<InboxAct, { type: "mark_unread" | "set_level" | "pin_conversation" }>;
type ActOf<Type extends EntryAct["type"]> = Extract<EntryAct, { type: Type }>;

/** Does it, inside a transaction of the caller's; or returns why not. */
export function perform(entries: Entries, owner: UserId, act: EntryAct, now: number): Refusal | undefined {
  switch (act.type) {
    case "star": {
      const { room_id, message_id, on } = act;
      return putAside(entries, { kind: "star", room_id, message_id, at: now }, on);
    }
    case "block":
      if (act.user_id === owner) return refuse("not_allowed");
      return putAside(entries, { kind: "block", user_id: act.user_id, at: now }, act.on);
    case "draft":
      return draft(entries, act, now);
    case "read_thread":
      return readThread(entries, act);
    case "forget_thread":
      return void entries.remove(`thread ${act.room_id} ${act.root}`);
    case "set":
      return set(entries, act);
    default:
      return assertNever(act);
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
function draft(entries: Entries, { room_id, text, reply_to }: ActOf<"draft">, now: number): undefined {
  const known = entries.get("draft", room_id);
  const next = {
    kind: "draft",
    room_id,
    text,
    ...(reply_to !== undefined && { reply_to }),
    at: now,
  } as const;
  if (text === "") entries.remove(keyOf(next));
  else if (known?.text !== text || known.reply_to !== reply_to) entries.put(next);
}

function readThread(entries: Entries, { room_id, root, message_id }: ActOf<"read_thread">): undefined {
  const thread = entries.get("thread", room_id, root);
  if (thread) entries.put({ ...thread, read: Math.max(thread.read, message_id) });
}

function set(entries: Entries, { receipts, visible }: ActOf<"set">): undefined {
  const known = entries.settings();
  entries.put({ kind: "settings", receipts: receipts ?? known.receipts, visible: visible ?? known.visible });
}
