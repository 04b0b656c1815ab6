import type { Notice, Pending } from "../../client/index.ts";
import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { dayOf } from "../language/times.ts";
import { answeredBy, type MessageRow, sentOf } from "../message/message-row.ts";

/** What the timeline draws, from top to bottom. A row keeps its key for as long as it means the same. */
export type Row =
  | { readonly kind: "start"; readonly key: "start" }
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "unread"; readonly key: "unread" }
  | { readonly kind: "notice"; readonly key: string; readonly changes: readonly Notice[] }
  | MessageRow;

export interface RowsInput {
  readonly messages: readonly Message[];
  readonly changes: readonly Notice[];
  readonly pending: readonly Pending[];
  /** Whether the very first message is loaded, so that nothing can come above it. */
  readonly fromStart: boolean;
  readonly me: UserId;
  /** The message after which the "new messages" line stands. */
  readonly newAfter: MessageId | undefined;
}

/** Milliseconds after which even the same author starts a new group of messages. */
const RUN_MS = 5 * 60_000;

export function rowsOf(input: RowsInput): Row[] {
  const rows: Row[] = input.fromStart ? [{ kind: "start", key: "start" }] : [];
  const byId = new Map(input.messages.map((message) => [message.message_id, message]));
  const notices = noticesByMessage(input.changes);
  let day = Number.NaN;
  let lineDrawn = false;

  const startDay = (time: number): void => {
    const today = dayOf(time);
    if (today === day) return;
    day = today;
    rows.push({ kind: "day", key: `day ${today}`, time });
  };
  const notice = (after: MessageId): void => {
    const changes = notices.get(after);
    if (changes?.[0] === undefined) return;
    startDay(changes[0].time);
    rows.push({ kind: "notice", key: `notice ${changes[0].change_id}`, changes });
  };
  const addMessage = (
    message: Omit<MessageRow, "kind" | "isOwn" | "first" | "last" | "timed" | "answers" | "answersAbove">,
  ): void => {
    startDay(message.time);
    const answered = answeredBy(message.content);
    const answers = answered === undefined ? undefined : byId.get(answered);
    const above = rows.at(-1);
    rows.push({
      ...message,
      kind: "message",
      isOwn: message.sender === input.me,
      first: true,
      last: true,
      timed: true,
      answers,
      answersAbove:
        answered !== undefined && above?.kind === "message" && sentOf(above)?.message_id === answered,
    });
  };

  const firstId = input.messages[0]?.message_id ?? 1;
  if (input.fromStart) notice(firstId - 1);
  for (const message of input.messages) {
    if (
      !lineDrawn &&
      input.newAfter !== undefined &&
      message.message_id > input.newAfter &&
      message.sender !== input.me
    ) {
      lineDrawn = true;
      // If everything is new, or the line is above what is loaded, the line is of no use.
      if (input.newAfter > 0 && input.newAfter + 1 >= firstId) rows.push({ kind: "unread", key: "unread" });
    }
    const { client_id: key, sender, time, message_id } = message;
    addMessage({ key, sender, time, content: message, delivery: { state: "sent", message } });
    notice(message_id);
  }
  for (const waiting of input.pending) {
    const delivery =
      waiting.status === "failed"
        ? { state: "failed" as const, why: waiting.failure?.message ?? "" }
        : { state: "pending" as const };
    addMessage({
      key: waiting.client_id,
      sender: input.me,
      time: waiting.created_at,
      content: waiting.content,
      delivery,
      uploads: waiting.uploads,
    });
  }
  return withRuns(rows);
}

/** Marks where an author's group of messages begins and ends. */
function withRuns(rows: Row[]): Row[] {
  return rows.map((row, index) => {
    if (row.kind !== "message") return row;
    const first = !continues(rows[index - 1], row);
    const next = rows[index + 1];
    if (next?.kind !== "message" || !continues(row, next)) return { ...row, first };
    return {
      ...row,
      first,
      last: false,
      timed: minuteOf(row.time) !== minuteOf(next.time) || row.delivery.state !== next.delivery.state,
    };
  });
}

const minuteOf = (time: number): number => Math.floor(time / 60_000);

const continues = (before: Row | undefined, row: MessageRow): boolean =>
  before?.kind === "message" && before.sender === row.sender && row.time - before.time < RUN_MS;

/** Changes by the message they follow. Consecutive changes are one row. */
function noticesByMessage(changes: readonly Notice[]): Map<MessageId, Notice[]> {
  const found = new Map<MessageId, Notice[]>();
  for (const change of changes) {
    const list = found.get(change.after_message_id);
    if (list === undefined) found.set(change.after_message_id, [change]);
    else list.push(change);
  }
  return found;
}
