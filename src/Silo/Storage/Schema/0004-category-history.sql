-- How long each category of a project takes, for estimates: one row a category, a moving average that forgets. Nothing decides from it.
CREATE TABLE category_history
(
    project TEXT NOT NULL,
    category TEXT NOT NULL,
    runs INTEGER NOT NULL,
    average_ms REAL NOT NULL,
    last_execution TEXT NOT NULL,
    PRIMARY KEY (project, category)
) WITHOUT ROWID;

-- Fed in the commit that ends a category. Only what ran to an end of its own tells how long it takes; a later write of the same execution
-- (a late result) does not count again. The first runs count alike, later ones a third each.
CREATE TRIGGER storage_category_history AFTER UPDATE OF PayloadBinary ON OrleansStorage
WHEN new.GrainTypeString = 'category' AND new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO category_history (project, category, runs, average_ms, last_execution)
    SELECT execution.project, row.json ->> '$.category', 1, row.json ->> '$.attempts[#-1].report.duration_ms', execution.execution_id
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json) AS row
    JOIN executions AS execution ON execution.execution_id = row.json ->> '$.execution_id'
    WHERE row.json ->> '$.state' = 'completed'
      AND row.json ->> '$.verdict' IN ('passed', 'failed', 'timed_out')
      AND row.json ->> '$.attempts[#-1].report.duration_ms' IS NOT NULL
    ON CONFLICT (project, category) DO UPDATE SET
        average_ms = average_ms + (excluded.average_ms - average_ms) * max(1.0 / 3, 1.0 / (runs + 1)),
        runs = runs + 1,
        last_execution = excluded.last_execution
    WHERE last_execution <> excluded.last_execution;
END;

PRAGMA user_version = 4;
