import { type Done, failureOf, type Result } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import type { Conversation, InboxPosition, KeyedEntry } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { INBOX_PAGE, MIN_PROTOCOL_VERSION, PAGE_MAX_UNITS, PROTOCOL_VERSION } from "../../protocol/limits.ts";

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
  const frames: InboxDown[] = [];
  /** UTF-16 units of the last frame's items. */
  let total = 0;
  for (const item of [...conversations, ...entries].sort((a, b) => a.version - b.version)) {
    const units = JSON.stringify(item).length;
    total += units;
    const last = total > PAGE_MAX_UNITS ? undefined : frames.at(-1);
    if ("key" in item && last?.type === "entries" && last.entries.length < INBOX_PAGE)
      last.entries.push(item);
    else if (!("key" in item) && last?.type === "conversations" && last.conversations.length < INBOX_PAGE)
      last.conversations.push(item);
    else {
      total = units;
      frames.push(
        "key" in item
          ? { type: "entries", entries: [item] }
          : { type: "conversations", conversations: [item] },
      );
    }
  }
  return frames;
}
