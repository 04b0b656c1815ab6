-- D1: who exists, how they sign in, and what can be looked up. Never on the path of a message: rooms
-- and inboxes keep their own SQLite. Times are Unix milliseconds.
--
-- This is what a new database gets, at once. One that exists is brought to the same by the numbered
-- steps in src/server/d1-steps, each run once: whoever changes this file adds a step there, and
-- raises the version here. `npm start` and `npm run deploy` see to both.

CREATE TABLE schema_version (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO schema_version (one, version) VALUES (1, 7);

CREATE TABLE users (
  user_id TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  bio TEXT NOT NULL DEFAULT '',
  color TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- How the handle looks: nobody signs up with one that can be taken for another.
  skeleton TEXT
    GENERATED ALWAYS AS (replace(replace(replace(handle, '0', 'o'), '1', 'l'), 'm', 'rn')) VIRTUAL
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_skeleton ON users (skeleton);
CREATE INDEX users_by_age ON users (created_at, user_id);

-- A password's hash names its own parameters, so they can be raised later.
CREATE TABLE passwords (
  user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each signed-in device. Refresh tokens are stored as SHA-256 only: the current one, and
-- the one before it, which still works for a moment after it was rotated away. `proved_at` is when its user last
-- showed that it is them.
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL,
  previous_hash TEXT,
  rotated_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  proved_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- What a session is called in its owner's list of devices: the browser and system it was opened from.
CREATE TABLE devices (
  session_id TEXT PRIMARY KEY REFERENCES sessions (session_id) ON DELETE CASCADE,
  client TEXT NOT NULL,
  system TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Passkeys: the public keys with which users sign in.
CREATE TABLE passkeys (
  passkey_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  name TEXT NOT NULL,
  synced INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- Challenges that a passkey has signed, until they would have expired.
CREATE TABLE spent_challenges (
  challenge TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_challenges_by_expiry ON spent_challenges (expires_at);

-- Recovery codes, each of which works once.
CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- Links with which a user sets a new password.
CREATE TABLE resets (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX resets_by_user ON resets (user_id);

-- Passwords that were tried and not right, for each account (a user's id, or a handle nobody has) and place they
-- were tried from (hashed; '' for all places together).
CREATE TABLE guesses (
  account TEXT NOT NULL,
  source TEXT NOT NULL,
  failures INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX guesses_by_age ON guesses (at);

-- Finding people: each text from the start of each word on, folded, so that a prefix is a key range.
CREATE TABLE people_words (
  word TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  PRIMARY KEY (word, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_words_by_user ON people_words (user_id);

-- The directory of public channels. The room's object is the truth; this is how it is found.
CREATE TABLE channels (
  room_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX channels_by_age ON channels (created_at);

CREATE TABLE channel_words (
  word TEXT NOT NULL,
  room_id TEXT NOT NULL REFERENCES channels (room_id) ON DELETE CASCADE,
  PRIMARY KEY (word, room_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX channel_words_by_room ON channel_words (room_id);

-- Who runs the deployment. The first account is its owner.
CREATE TABLE staff (
  user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin')),
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What its owners have set, in one row. `default_channels` are the rooms that new people are put into, as a JSON array.
CREATE TABLE deployment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL DEFAULT '',
  sign_up TEXT NOT NULL DEFAULT 'open' CHECK (sign_up IN ('open', 'invitation', 'closed')),
  default_channels TEXT NOT NULL DEFAULT '[]'
) STRICT;
INSERT INTO deployment (one) VALUES (1);

-- Links with which people sign up. One that lets nobody in any more is kept with 0 uses: nothing can go below that.
CREATE TABLE sign_up_links (
  link_id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  made_by TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses_left INTEGER NOT NULL CHECK (uses_left >= 0)
) STRICT, WITHOUT ROWID;

-- Accounts that nobody can sign in to for now.
CREATE TABLE suspensions (
  user_id TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  suspended_at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What those who run the deployment did: `made_by` is null if it was done from a terminal.
CREATE TABLE admin_log (
  entry_id INTEGER PRIMARY KEY,
  made_by TEXT,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  user_id TEXT,
  detail TEXT NOT NULL
) STRICT;

-- What people report in DMs, for whoever runs the deployment. `message` is the message as it was then, as JSON;
-- `message_id` is its number in the DM of the two. A report without a decision is open.
CREATE TABLE reports (
  report_key TEXT PRIMARY KEY,
  reported_by TEXT NOT NULL,
  sender TEXT NOT NULL,
  reason TEXT NOT NULL,
  reported_at INTEGER NOT NULL,
  message TEXT NOT NULL,
  message_id INTEGER,
  decision TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_time ON reports (reported_at);
CREATE INDEX open_reports ON reports (reported_at) WHERE decision IS NULL;
CREATE INDEX reports_by_sender ON reports (sender);

-- The files people have uploaded, for quotas: the bytes are in the bucket, and what is shown of a file is in its
-- message. `open` while no message has it; `nonce` names its upload; no `room_id` for a part of a file.
CREATE TABLE files (
  file_id TEXT PRIMARY KEY,
  nonce TEXT NOT NULL,
  owner TEXT NOT NULL,
  room_id TEXT,
  size INTEGER NOT NULL,
  open INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_owner ON files (owner, open, size);
CREATE INDEX files_by_room ON files (room_id) WHERE room_id IS NOT NULL;
