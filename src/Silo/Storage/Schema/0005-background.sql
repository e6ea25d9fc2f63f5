-- The background lane: which executions are in it, which of them have not ended, and when those that have are removed. Kept in the commit that
-- writes the execution's row; the row itself is what decides. The times are text in the order of time.
CREATE TABLE background_tasks
(
    execution_id TEXT NOT NULL PRIMARY KEY,
    live INTEGER NOT NULL,
    at TEXT NOT NULL,
    expires_at TEXT
) WITHOUT ROWID;

CREATE INDEX background_tasks_live ON background_tasks (at) WHERE live;
CREATE INDEX background_tasks_ended ON background_tasks (at DESC) WHERE NOT live;
CREATE INDEX background_tasks_expiry ON background_tasks (expires_at) WHERE expires_at IS NOT NULL;

CREATE TRIGGER storage_background_insert AFTER INSERT ON OrleansStorage
WHEN new.GrainTypeString = 'execution' AND new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO background_tasks (execution_id, live, at)
    SELECT json ->> '$.execution_id', json ->> '$.state' <> 'completed', json ->> '$.created_at'
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json)
    WHERE json -> '$.background' IS NOT NULL
    ON CONFLICT (execution_id) DO NOTHING;
END;

CREATE TRIGGER storage_background_update AFTER UPDATE OF PayloadBinary ON OrleansStorage
WHEN new.GrainTypeString = 'execution' AND new.PayloadBinary IS NOT NULL
BEGIN
    UPDATE background_tasks
    SET live = 0, at = row.finished_at, expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', row.finished_at, '+' || row.days || ' days')
    FROM (
        SELECT json ->> '$.execution_id' AS id, json ->> '$.finished_at' AS finished_at, json ->> '$.background.retention_days' AS days
        FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json)
        WHERE json ->> '$.state' = 'completed' AND json -> '$.background' IS NOT NULL) AS row
    WHERE execution_id = row.id;
END;

PRAGMA user_version = 5;
