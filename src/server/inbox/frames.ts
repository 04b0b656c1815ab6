import { type Done, failureOf, type Result } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import type { Conversation, InboxPosition, KeyedEntry } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { INBOX_PAGE, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { pagesOf } from "../object/pages.ts";

/** How an action is answered. */
export const answerTo = (client_id: ClientId, done: Result<Done>): InboxDown =>
  done.ok ? { type: "done", client_id } : { type: "reject", client_id, ...failureOf(done) };

export const welcome = (mode: "resume" | "reload", head: InboxPosition, now: number): InboxDown => ({
  type: "welcome",
  protocol: PROTOCOL_VERSION,
  min_protocol: MIN_PROTOCOL_VERSION,
  mode,
  head,
  server_time: now,
});

/** In order of version, whatever the kind, so that a device that is cut off in the middle can go on from there. */
export function framesOf(
  conversations: readonly Conversation[],
  entries: readonly KeyedEntry[],
): InboxDown[] {
  const items = [...conversations, ...entries].sort((a, b) => a.version - b.version);
  return pagesOf(items, INBOX_PAGE, (before, item) => isEntry(before) === isEntry(item)).map(
    (page): InboxDown =>
      page.every(isEntry)
        ? { type: "entries", entries: page }
        : { type: "conversations", conversations: page.filter(isConversation) },
  );
}

const isEntry = (item: Conversation | KeyedEntry): item is KeyedEntry => "key" in item;
const isConversation = (item: Conversation | KeyedEntry): item is Conversation => !isEntry(item);
