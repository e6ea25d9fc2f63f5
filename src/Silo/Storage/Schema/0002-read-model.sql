-- The read model row of an execution moves in the commit that writes the execution: no list is newer or older than the state.
-- The payload is JSON (ApexJson). Insert and update differ only in their event: SQLite needs both.

CREATE TRIGGER storage_executions_insert AFTER INSERT ON OrleansStorage
WHEN new.GrainTypeString = 'execution' AND new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO executions (execution_id, project, mode, environment, branch, commit_id, state, verdict, created_at, started_at, finished_at, version)
    SELECT
        json ->> '$.execution_id', json ->> '$.project', json ->> '$.mode', json ->> '$.environment', json ->> '$.branch', json ->> '$.commit',
        json ->> '$.state', json ->> '$.verdict', json ->> '$.created_at', json ->> '$.started_at', json ->> '$.finished_at', new.Version
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json)
    WHERE true
    ON CONFLICT (execution_id) DO UPDATE SET
        project = excluded.project, mode = excluded.mode, environment = excluded.environment, branch = excluded.branch,
        commit_id = excluded.commit_id, state = excluded.state, verdict = excluded.verdict, created_at = excluded.created_at,
        started_at = excluded.started_at, finished_at = excluded.finished_at, version = excluded.version;
END;

CREATE TRIGGER storage_executions_update AFTER UPDATE OF PayloadBinary ON OrleansStorage
WHEN new.GrainTypeString = 'execution' AND new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO executions (execution_id, project, mode, environment, branch, commit_id, state, verdict, created_at, started_at, finished_at, version)
    SELECT
        json ->> '$.execution_id', json ->> '$.project', json ->> '$.mode', json ->> '$.environment', json ->> '$.branch', json ->> '$.commit',
        json ->> '$.state', json ->> '$.verdict', json ->> '$.created_at', json ->> '$.started_at', json ->> '$.finished_at', new.Version
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json)
    WHERE true
    ON CONFLICT (execution_id) DO UPDATE SET
        project = excluded.project, mode = excluded.mode, environment = excluded.environment, branch = excluded.branch,
        commit_id = excluded.commit_id, state = excluded.state, verdict = excluded.verdict, created_at = excluded.created_at,
        started_at = excluded.started_at, finished_at = excluded.finished_at, version = excluded.version;
END;

PRAGMA user_version = 2;
