import type { ClientId, UserId } from "../../src/protocol/ids.ts";
import type { Content, Message } from "../../src/protocol/message.ts";

export interface MessageRow {
  readonly message_id: number;
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly time: number;
  readonly text: string;
  /** The rarer parts of a message, as JSON. */
  readonly more: string | null;
  readonly chain: string;
  readonly edited_at: number | null;
  readonly deleted_at: number | null;
  readonly digest: string | null;
}

/** What has happened to messages, each table in its order. */
export interface MessageTables {
  readonly revisions: readonly { readonly message_id: number; readonly text: string }[];
  readonly reactions: readonly {
    readonly message_id: number;
    readonly emoji: string;
    readonly user_id: UserId;
  }[];
  readonly pins: ReadonlySet<number>;
  readonly votes: readonly {
    readonly message_id: number;
    readonly user_id: UserId;
    readonly options: string;
  }[];
  readonly followers: readonly {
    readonly root: number;
    readonly user_id: UserId;
    readonly following: number;
  }[];
}

/** How many people are named under a reaction and under a thread. */
const REACTORS_NAMED = 10;
const REPLIERS_NAMED = 5;

export const storedContent = ({ more }: MessageRow): Partial<Content> =>
  JSON.parse(more ?? "{}") as Partial<Content>;

/** Each message as it is shown to a reader, put together without the product's code. */
export function messagesOf(rows: readonly MessageRow[], tables: MessageTables, reader: UserId): Message[] {
  const reactions = grouped(tables.reactions, (row) => row.message_id);
  const votes = grouped(tables.votes, (row) => row.message_id);
  const threads = grouped(
    rows.filter((row) => storedContent(row).thread !== undefined),
    (row) => storedContent(row).thread as number,
  );
  return rows.map((row) => {
    const { message_id, sender, client_id, time, text, edited_at, deleted_at, digest } = row;
    const content = storedContent(row);
    const reacted = reactions.get(message_id);
    const replies = threads.get(message_id);
    return {
      ...{ message_id, sender, client_id, time, text },
      ...content,
      ...(edited_at !== null && { edited_at }),
      ...(deleted_at !== null && { deleted_at }),
      ...(digest !== null && { digest }),
      ...(reacted && { reactions: reactionsOf(reacted, reader) }),
      ...(tables.pins.has(message_id) && { pinned: true }),
      ...(replies && { replies: summaryOf(replies) }),
      ...(content.poll && { votes: talliesOf(votes.get(message_id) ?? [], content.poll.options, reader) }),
    };
  });
}

function reactionsOf(rows: MessageTables["reactions"], reader: UserId): Message["reactions"] {
  return [...grouped(rows, (row) => row.emoji)].map(([emoji, of]) => ({
    emoji,
    count: of.length,
    users: of.map((row) => row.user_id).slice(0, REACTORS_NAMED),
    me: of.some((row) => row.user_id === reader),
  }));
}

function summaryOf(replies: readonly MessageRow[]): Message["replies"] {
  return {
    count: replies.length,
    last_message_id: replies.at(-1)?.message_id ?? 0,
    users: [...new Set(replies.map((row) => row.sender))].slice(0, REPLIERS_NAMED),
  };
}

function talliesOf(
  rows: MessageTables["votes"],
  options: readonly string[],
  reader: UserId,
): Message["votes"] {
  const ballots = rows.map((row) => ({ ...row, chosen: JSON.parse(row.options) as number[] }));
  return options.map((_, option) => {
    const of = ballots.filter(({ chosen }) => chosen.includes(option));
    return { count: of.length, me: of.some((row) => row.user_id === reader) };
  });
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
