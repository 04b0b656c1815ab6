import type { Parlor } from "../../client/index.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import { HISTORY_PAGE_MAX, REACTION_USERS_SHOWN } from "../../protocol/limits.ts";
import type { Message, Reaction } from "../../protocol/message.ts";
import type { LogLine } from "./irc-log.ts";
import { patiently } from "./patiently.ts";

/** What the room must hold for one line of the log. */
export interface Expected {
  readonly line: LogLine;
  readonly sender: UserId;
  readonly mentions: readonly UserId[];
  /** The reactions to it, one for each person and emoji. */
  readonly reactions: readonly { readonly user_id: UserId; readonly emoji: string }[];
}

/** Reads a room from its first message to its last over HTTP, like anyone who joins late. */
export async function readRoom(
  parlor: Parlor,
  room_id: RoomId,
): Promise<{ messages: Message[]; head: number }> {
  const messages: Message[] = [];
  for (;;) {
    const after = messages.at(-1)?.message_id ?? 0;
    const page = await patiently(() => parlor.call("history", { room_id, after, limit: HISTORY_PAGE_MAX }));
    if (!page.ok) throw new Error(`the room could not be read: ${page.code}`);
    messages.push(...page.value.messages);
    if (page.value.messages.length === 0 || messages.at(-1)?.message_id === page.value.head) {
      return { messages, head: page.value.head };
    }
  }
}

/** All differences between a room and the log that was replayed into it; none if it has each line once, in order. */
export function differences(
  expected: readonly Expected[],
  messages: readonly Message[],
  head: number,
): string[] {
  const found: string[] = [];
  if (messages.length !== expected.length)
    found.push(`${expected.length} lines became ${messages.length} messages`);
  if (head !== expected.length) found.push(`the newest message is ${head}, not ${expected.length}`);
  const idOf = new Map(expected.map(({ line }, index) => [line.line, index + 1]));
  for (const [index, { line, sender, mentions, reactions }] of expected.entries()) {
    const message = messages[index];
    if (!message) break;
    const differ = (what: string) => found.push(`line ${line.line}, message ${message.message_id}: ${what}`);
    if (message.message_id !== index + 1) differ(`its id is not ${index + 1}`);
    if (message.sender !== sender) differ("somebody else has said it");
    if (!Buffer.from(message.text).equals(Buffer.from(line.text))) differ("its text is another");
    const answers = line.answers === undefined ? undefined : idOf.get(line.answers);
    if (message.reply_to !== answers)
      differ(`it answers ${message.reply_to ?? "nothing"}, not ${answers ?? "nothing"}`);
    if ((message.mentions ?? []).join() !== mentions.join()) differ("its mentions are others");
    if (tally(reactions) !== seen(message.reactions ?? [])) differ("the reactions to it are others");
  }
  const distinct = new Set(messages.map((message) => message.client_id)).size;
  if (distinct !== messages.length) found.push(`${messages.length - distinct} messages share a client_id`);
  return found;
}

/** Reactions in a form that can be compared: for each emoji how many, and who where all of them are named. */
const seen = (reactions: readonly Reaction[]): string =>
  reactions
    .map(({ emoji, count, users }) =>
      [emoji, count, ...(count > REACTION_USERS_SHOWN ? [] : users.toSorted())].join(),
    )
    .toSorted()
    .join(" ");

function tally(reactions: Expected["reactions"]): string {
  const users = new Map<string, UserId[]>();
  for (const { emoji, user_id } of reactions) users.set(emoji, [...(users.get(emoji) ?? []), user_id]);
  return seen([...users].map(([emoji, all]) => ({ emoji, count: all.length, users: all })));
}
