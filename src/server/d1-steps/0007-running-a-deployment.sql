-- Who runs the deployment. Nobody does in one that has people already, until `npm run admin -- role` says so.
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

CREATE INDEX users_by_age ON users (created_at, user_id);

-- What was decided about a report, and where its message is. Reports of before do not say that.
ALTER TABLE reports ADD COLUMN message_id INTEGER;
ALTER TABLE reports ADD COLUMN decision TEXT;
CREATE INDEX open_reports ON reports (reported_at) WHERE decision IS NULL;
CREATE INDEX reports_by_sender ON reports (sender);
