/**
 * The messages of a room and what has happened to each. A plain message costs two rows, itself and
 * its dedupe row: there is no secondary index, because each entry would count as one more. What may
 * happen to it is in tables of its own, keyed by message_id, so a page of the log is a range in each.
 */
export const MESSAGE_SCHEMA = [
  // message_id is the rowid. `more` holds the rarer parts of the content as JSON.
  `CREATE TABLE IF NOT EXISTS message (
    message_id INTEGER PRIMARY KEY,
    sender TEXT NOT NULL, client_id TEXT NOT NULL, time INTEGER NOT NULL,
    text TEXT NOT NULL, more TEXT, chain TEXT NOT NULL,
    edited_at INTEGER, deleted_at INTEGER, digest TEXT
  ) STRICT`,
  // Ordered by client_id, hence by time of making: the expired ones are a range at its start.
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
  `CREATE TABLE IF NOT EXISTS follower (
    root INTEGER NOT NULL, user_id TEXT NOT NULL, following INTEGER NOT NULL,
    PRIMARY KEY (root, user_id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS vote (
    message_id INTEGER NOT NULL, user_id TEXT NOT NULL, options TEXT NOT NULL,
    PRIMARY KEY (message_id, user_id)
  ) STRICT, WITHOUT ROWID`,
];
