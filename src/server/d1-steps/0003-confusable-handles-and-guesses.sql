-- How a handle looks, so that nobody signs up with one that can be taken for another.
ALTER TABLE users ADD COLUMN skeleton TEXT
  GENERATED ALWAYS AS (replace(replace(replace(handle, '0', 'o'), '1', 'l'), 'm', 'rn')) VIRTUAL;
CREATE INDEX users_by_skeleton ON users (skeleton);

-- Passwords that were tried and not right, for each account and place they were tried from.
CREATE TABLE guesses (
  account TEXT NOT NULL,
  source TEXT NOT NULL,
  failures INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX guesses_by_age ON guesses (at);
