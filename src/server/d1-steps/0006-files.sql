-- The files people have uploaded, for quotas. The bytes are in the bucket, and what is shown of a file is in its message.
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
