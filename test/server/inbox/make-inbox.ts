import type { InboxAction } from "../../../src/protocol/actions.ts";
import type { RoomId } from "../../../src/protocol/ids.ts";
import type { KeyedEntry, Preview } from "../../../src/protocol/inbox.ts";
import type { InboxDown } from "../../../src/protocol/inbox-frames.ts";
import { Inbox } from "../../../src/server/inbox/inbox.ts";
import { RoomReports } from "../../../src/server/inbox/room-reports.ts";
import type { RoomUpdate } from "../../../src/server/inbox/room-update.ts";
import { InboxTables } from "../../../src/server/inbox/tables/inbox-tables.ts";
import { nodeSql } from "../node-sql.ts";
import { ANN, BEN, group, NOW } from "../room/make-room.ts";

/** Ann's inbox, or the one that `script` makes, with its tables, and as another object would read it from them. */
export function makeInbox(script = "") {
  const sql = nodeSql(script);
  /** Whose DM rooms must be told of a block, in the order in which that was enqueued. */
  const blocks: string[] = [];
  /** What rooms must be told of the user's answers, in the order in which that was enqueued. */
  const answers: object[] = [];
  const wake = () =>
    new Inbox(
      new InboxTables(sql),
      ANN,
      "epoch",
      { enqueue: (user_id) => void blocks.push(user_id) },
      { enqueue: (room_id, answer) => void answers.push({ room_id, ...answer }) },
    );
  const inbox = wake();
  /** The devices that are connected, by the rooms whose end each shows, and what was noted as read. */
  const devices: RoomId[][] = [];
  const noted: { room_id: RoomId; message_id: number }[] = [];
  const followed = {
    isAnyConnected: () => devices.length > 0,
    isShownByAll: (room_id: RoomId) => devices.length > 0 && devices.every((each) => each.includes(room_id)),
    take: () => noted.splice(0),
  };
  const reportsTo = (to: Inbox) => new RoomReports(to, new InboxTables(sql).conversations, followed);
  return { inbox, wake, sql, blocks, answers, devices, noted, reports: reportsTo(inbox), reportsTo };
}

export const ROOM = group("one");

export const preview = (message_id: number, more: Partial<Preview> = {}): Preview => ({
  message_id,
  sender: BEN,
  time: NOW + message_id,
  text: `text ${message_id}`,
  ...more,
});

/** What a room reports to Ann. */
export const report = (more: Partial<RoomUpdate> = {}): RoomUpdate => {
  const head = more.head ?? 1;
  return {
    user_id: ANN,
    room_id: ROOM,
    change_id: 1,
    name: "one",
    membership: "member",
    large: false,
    head,
    ...(head > 0 && { preview: preview(head) }),
    read: 0,
    active_at: NOW + head,
    mentions: [],
    threads: [],
    rewritten: [],
    ...more,
  };
};

/** Does something, and returns what every device is told, or the code it was refused with. */
export function applyAction(inbox: Inbox, what: InboxAction, now = NOW) {
  const done = inbox.applyAction(what, now);
  return done.ok ? done.value : done.code;
}

/** The conversations in some frames. */
export const conversationsOf = (frames: readonly InboxDown[]) =>
  frames.flatMap((frame) => (frame.type === "conversations" ? frame.conversations : []));

/** The entries in some frames. */
export const entriesOf = (frames: readonly InboxDown[]): KeyedEntry[] =>
  frames.flatMap((frame) => (frame.type === "entries" ? frame.entries : []));
