import type { Schema } from "../../object/migrations.ts";
import { OUTBOX_SCHEMA } from "../../object/outbox-sql.ts";

/**
 * The tables of version 0.1.0. A plain message costs two rows, itself and its dedupe row: there is no
 * secondary index on messages, because each of its entries would be billed as one more. Whatever can
 * happen to a message is in a table of its own, keyed by message_id, so that a page of the log is a
 * range of each.
 */
const FIRST = [
  `CREATE TABLE IF NOT EXISTS room (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    room_id TEXT NOT NULL, kind TEXT NOT NULL, created_at INTEGER NOT NULL, epoch TEXT NOT NULL,
    settings TEXT NOT NULL, deleted_at INTEGER
  ) STRICT`,
  // message_id, facet: what a message_changed is about; how it is now is read from the message.
  `CREATE TABLE IF NOT EXISTS change (
    change_id INTEGER PRIMARY KEY, body TEXT NOT NULL, message_id INTEGER, facet TEXT
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS outbox (
    user_id TEXT PRIMARY KEY, message_id INTEGER NOT NULL, change_id INTEGER NOT NULL, renewed INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // In a large room: whose inbox is live and wants to be told.
  `CREATE TABLE IF NOT EXISTS lease (
    user_id TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // How far rounds of fan-out have got.
  `CREATE TABLE IF NOT EXISTS fanout_cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1), message_id INTEGER NOT NULL, change_id INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS listing_owed (
    one INTEGER PRIMARY KEY CHECK (one = 1), times INTEGER NOT NULL
  ) STRICT`,
  // message_id is the rowid. `more` holds the rarer parts of the content as JSON.
  `CREATE TABLE IF NOT EXISTS message (
    message_id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL, client_id TEXT NOT NULL, time INTEGER NOT NULL,
    text TEXT NOT NULL, more TEXT, chain TEXT NOT NULL,
    edited_at INTEGER, deleted_at INTEGER, digest TEXT
  ) STRICT`,
  // Ordered by client_id, hence by the time they were made: the expired ones are a range at its start.
  `CREATE TABLE IF NOT EXISTS sent (
    client_id TEXT PRIMARY KEY, sender TEXT NOT NULL, message_id INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // What an edited message said before, for moderators.
  `CREATE TABLE IF NOT EXISTS revision (
    message_id INTEGER NOT NULL, until INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (message_id, until)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS reaction (
    message_id INTEGER NOT NULL, emoji TEXT NOT NULL, user_id TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS pin (
    message_id INTEGER PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS thread (
    root INTEGER NOT NULL, message_id INTEGER NOT NULL,
    PRIMARY KEY (root, message_id)
  ) STRICT, WITHOUT ROWID`,
  // Who follows a thread, or has chosen not to.
  `CREATE TABLE IF NOT EXISTS follower (
    root INTEGER NOT NULL, user_id TEXT NOT NULL, following INTEGER NOT NULL,
    PRIMARY KEY (root, user_id)
  ) STRICT, WITHOUT ROWID`,
  // options: the numbers of those chosen, as JSON.
  `CREATE TABLE IF NOT EXISTS vote (
    message_id INTEGER NOT NULL, user_id TEXT NOT NULL, options TEXT NOT NULL,
    PRIMARY KEY (message_id, user_id)
  ) STRICT, WITHOUT ROWID`,
  // read_from: the head when they joined. What was said before is not unread to them.
  `CREATE TABLE IF NOT EXISTS member (
    user_id TEXT PRIMARY KEY, role TEXT NOT NULL, joined_at INTEGER NOT NULL, read_from INTEGER NOT NULL,
    muted_until INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS ban (
    user_id TEXT PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Mutes of users who have left, for when they come back.
  `CREATE TABLE IF NOT EXISTS mute (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // Owners and admins are listed first, also in a room of thousands.
  `CREATE INDEX IF NOT EXISTS member_staff ON member (role, user_id) WHERE role <> 'member'`,
  // In a DM: whom the other person has blocked.
  `CREATE TABLE IF NOT EXISTS blocked (
    user_id TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS receipt (
    user_id TEXT PRIMARY KEY, delivered INTEGER NOT NULL, read INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // uses_left: NULL is no limit. Of the secret only its digest is here.
  `CREATE TABLE IF NOT EXISTS link (
    link_id TEXT PRIMARY KEY, digest TEXT NOT NULL, by TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER, uses_left INTEGER
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS join_request (
    user_id TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS report (
    report_id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
    UNIQUE (message_id, by)
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS audit (
    audit_id INTEGER PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL
  ) STRICT`,
];

/** Mentions are found in a table of their own, which only messages that mention somebody have a row in. */
const MENTIONS = [
  "CREATE TABLE mention (message_id INTEGER PRIMARY KEY) STRICT",
  `INSERT INTO mention (message_id) SELECT message_id FROM message
   WHERE more IS NOT NULL AND (more ->> '$.mention_room' IS NOT NULL OR more ->> '$.mentions[0]' IS NOT NULL)`,
];

/** Fields and actions have the names they have on the wire. The bodies of changes stay, since only the columns are read. */
const NAMES = [
  "ALTER TABLE change RENAME COLUMN facet TO field",
  "ALTER TABLE audit RENAME COLUMN what TO action",
  `UPDATE audit SET action = json_set(action, '$.type', 'update_room') WHERE action ->> '$.type' = 'set_room'`,
];

/**
 * One outbox for all followers. What inboxes and the directory had not been told yet is carried over:
 * a body says up to where the inbox has been told.
 */
const OUTBOX = [
  "ALTER TABLE outbox RENAME TO inbox_owed",
  OUTBOX_SCHEMA,
  `INSERT INTO outbox (topic, target, body, revision, failures, retry_at, since)
   SELECT 'inboxes', user_id, json_object('message_id', message_id, 'change_id', change_id), renewed, 0, 0, 0
   FROM inbox_owed`,
  `INSERT INTO outbox (topic, target, body, revision, failures, retry_at, since)
   SELECT 'directory', room_id, 'null', 1, 0, 0, 0 FROM room, listing_owed`,
  "DROP TABLE inbox_owed",
  "DROP TABLE listing_owed",
];

/**
 * Who has agreed to be in the room: people who are invited, who left by themselves, whose request was declined
 * and, in a DM, who was asked and has not answered. Who had left before is read from the changes.
 */
const CONSENT = [
  `CREATE TABLE invitation (
    user_id TEXT PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE departed (
    user_id TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE asked (
    user_id TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE declined (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO departed (user_id, at)
   SELECT user_id, at FROM (
     SELECT body ->> '$.user_id' AS user_id, body ->> '$.type' AS type, body ->> '$.time' AS at, max(change_id)
     FROM change
     WHERE message_id IS NULL
       AND body ->> '$.type' IN ('member_joined', 'member_left', 'member_removed', 'member_banned')
     GROUP BY body ->> '$.user_id')
   WHERE type = 'member_left' ORDER BY at DESC LIMIT 2000`,
  // The message as it was when it was reported.
  "ALTER TABLE report ADD COLUMN message TEXT",
];

/** Which inboxes of a small room do not want to hear of each message, and up to where they know everything: one row for all. */
const QUIET_INBOXES = [
  `CREATE TABLE quiet_inboxes (
    one INTEGER PRIMARY KEY CHECK (one = 1), inboxes TEXT NOT NULL
  ) STRICT`,
];

/**
 * The index of the search. Its words come ready-made, with a blank between two of them: FTS5 changes nothing about
 * them but their case. Large pages, since what is billed is rows.
 */
const SEARCH = [
  `CREATE VIRTUAL TABLE search USING fts5(
    words, content='', contentless_delete=1, detail=none,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Z* C*' separators ' '"
  )`,
  "INSERT INTO search (search, rank) VALUES ('pgsz', 16384)",
];

/**
 * The files that were uploaded to the room. message_id is 0 while no message has the file. They are found by their
 * message when that is deleted.
 */
const FILES = [
  `CREATE TABLE file (
    file_id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    size INTEGER NOT NULL, message_id INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX file_by_message ON file (message_id) WHERE message_id > 0",
];

/** The tables of a room. Released steps never change; a change of the tables is a new step. */
export const ROOM_SCHEMA: Schema = {
  firstTable: "room",
  steps: [FIRST, [...MENTIONS, ...NAMES, ...OUTBOX], CONSENT, QUIET_INBOXES, SEARCH, FILES],
};
