-- Named locks of the region: one row each, with the attempt that holds it. A row without an attempt that is open is removed by the scheduler.
CREATE TABLE named_locks
(
    name TEXT NOT NULL PRIMARY KEY,
    attempt TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    taken_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX named_locks_attempt ON named_locks (attempt);

PRAGMA user_version = 6;
