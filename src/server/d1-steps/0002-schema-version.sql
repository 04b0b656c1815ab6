-- Version 0.1.0 kept no number. From here on a database says which version it has.
CREATE TABLE schema_version (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO schema_version (one, version) VALUES (1, 1);
