-- What people report in DMs, for whoever runs the deployment.
CREATE TABLE reports (
  report_key TEXT PRIMARY KEY,
  reported_by TEXT NOT NULL,
  sender TEXT NOT NULL,
  reason TEXT NOT NULL,
  reported_at INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_time ON reports (reported_at);
