import type { Schema } from "../../object/migrations.ts";
import { OUTBOX_SCHEMA } from "../../object/outbox-sql.ts";

/**
 * The tables of an inbox, as the steps that have made them. What has been released is history: a change is
 * a new step at the end, and what the tables hold now is said where they are read.
 */

/** Version 0.1.0. */
const VERSION_1 = [
  `CREATE TABLE inbox (
    one INTEGER PRIMARY KEY CHECK (one = 1), user_id TEXT NOT NULL, epoch TEXT NOT NULL, forgotten INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE conversation (
    room_id TEXT PRIMARY KEY, change_id INTEGER NOT NULL, name TEXT NOT NULL, membership TEXT NOT NULL,
    large INTEGER NOT NULL, head INTEGER NOT NULL, read INTEGER NOT NULL, reported INTEGER NOT NULL,
    mentions INTEGER NOT NULL, preview TEXT, level TEXT NOT NULL, muted_until INTEGER NOT NULL,
    pinned INTEGER NOT NULL, active_at INTEGER NOT NULL, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE outbox (
    user_id TEXT PRIMARY KEY, failures INTEGER NOT NULL, retry_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE entry (
    key TEXT PRIMARY KEY, body TEXT, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE presence (
    one INTEGER PRIMARY KEY CHECK (one = 1), last_active_at INTEGER NOT NULL, shown TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE presence_serial (
    one INTEGER PRIMARY KEY CHECK (one = 1), serial INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE watcher (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE untold (
    user_id TEXT PRIMARY KEY, since INTEGER NOT NULL, retry_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE watching (
    socket_id TEXT PRIMARY KEY, user_ids TEXT NOT NULL, asked_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE ended_session (
    session_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE room_allowance (
    one INTEGER PRIMARY KEY CHECK (one = 1), full_at REAL NOT NULL
  ) STRICT`,
];

/** What users save was called `star`. A key that is gone is renamed too, so that devices still learn of it. */
const SAVED = [
  `UPDATE OR REPLACE entry SET key = 'saved' || substr(key, 5), body = json_set(body, '$.kind', 'saved')
   WHERE key >= 'star ' AND key < 'star!'`,
];

/** One outbox for blocks that rooms must be told of, and for people who must be told of the user's presence. */
const ONE_OUTBOX = [
  "ALTER TABLE outbox RENAME TO block_outbox",
  OUTBOX_SCHEMA,
  `INSERT INTO outbox (topic, target, body, revision, failures, retry_at, since)
   SELECT 'block', user_id, 'null', row_number() OVER (), failures, retry_at, retry_at FROM block_outbox`,
  "DROP TABLE block_outbox",
  `INSERT INTO outbox (topic, target, body, revision, failures, retry_at, since)
   SELECT 'presence', user_id, 'null', row_number() OVER (), 1, retry_at, since FROM untold`,
  "DROP TABLE untold",
];

/** Subscribers want to hear of this user's presence; subscriptions say whose presence this user's devices show. */
const PRESENCE_SUBSCRIPTIONS = [
  "ALTER TABLE watcher RENAME TO presence_subscriber",
  "ALTER TABLE watching RENAME TO presence_subscription",
  "ALTER TABLE presence_subscription RENAME COLUMN asked_at TO renewed_at",
];

/** By which refresh of a session its access tokens were last used: see `AccountTables.useSession`. */
const SESSION_USE = [
  `CREATE TABLE session_use (
    session_id TEXT PRIMARY KEY, rotated_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** More allowances than the one for making rooms. */
const ALLOWANCES = [
  "CREATE TABLE allowance (name TEXT PRIMARY KEY, full_at REAL NOT NULL) STRICT, WITHOUT ROWID",
  "INSERT INTO allowance (name, full_at) SELECT 'rooms', full_at FROM room_allowance",
  "DROP TABLE room_allowance",
];

/** Up to where rooms have reported everything: until now that was taken to be their last report. */
const TOLD = [
  "ALTER TABLE conversation ADD COLUMN told_message_id INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE conversation ADD COLUMN told_change_id INTEGER NOT NULL DEFAULT 0",
  "UPDATE conversation SET told_message_id = head, told_change_id = change_id",
];

/**
 * Who has agreed to what: invitations, and DMs that strangers have begun. Those that are there already have been
 * agreed to. `declined` holds whose requests wait, `shares_room` whether a subscriber shares a room with the user.
 */
const CONSENT = [
  "ALTER TABLE conversation ADD COLUMN invitation TEXT",
  "ALTER TABLE conversation ADD COLUMN request TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE conversation ADD COLUMN declined_until INTEGER NOT NULL DEFAULT 0",
  "UPDATE conversation SET request = 'agreed' WHERE room_id >= 'd_' AND room_id < 'd`' AND head > 0",
  `CREATE TABLE declined (
    user_id TEXT PRIMARY KEY, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "ALTER TABLE presence_subscriber ADD COLUMN shares_room INTEGER NOT NULL DEFAULT 0",
];

/** Runs of deleted messages, as JSON; and when what an action sets was last set, so that no older one undoes it. */
const DELETED_AND_SET = [
  "ALTER TABLE conversation ADD COLUMN deleted TEXT NOT NULL DEFAULT '[]'",
  `CREATE TABLE last_set (
    key TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** Whether a room was told not to report each message, so that it has to be asked. */
const QUIET = ["ALTER TABLE conversation ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0"];

export const INBOX_SCHEMA: Schema = {
  firstTable: "inbox",
  steps: [
    VERSION_1,
    SAVED,
    ONE_OUTBOX,
    PRESENCE_SUBSCRIPTIONS,
    SESSION_USE,
    ALLOWANCES,
    TOLD,
    CONSENT,
    DELETED_AND_SET,
    QUIET,
  ],
};
