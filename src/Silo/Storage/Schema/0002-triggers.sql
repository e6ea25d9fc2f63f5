-- What a state row carries besides itself moves in the commit that writes it: its events into the log, an execution into the read model.
-- The payload is JSON (ApexJson); the names outbox and execution_id are a contract with IDurableRecord.

-- Numbers are given here: one writer, so max + position has no gaps and follows the commits.
CREATE TRIGGER storage_events_insert AFTER INSERT ON OrleansStorage WHEN new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO events (execution_id, seq, type, timestamp, layer, category, attempt, agent, data)
    SELECT
        row.json ->> '$.execution_id',
        (SELECT coalesce(max(seq), 0) FROM events WHERE execution_id = row.json ->> '$.execution_id') + event.key + 1,
        event.value ->> '$.type',
        event.value ->> '$.timestamp',
        event.value ->> '$.layer',
        event.value ->> '$.category',
        event.value ->> '$.attempt',
        event.value ->> '$.agent',
        coalesce(event.value ->> '$.data', '{}')
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json) AS row, json_each(row.json, '$.outbox') AS event;
END;

CREATE TRIGGER storage_events_update AFTER UPDATE OF PayloadBinary ON OrleansStorage WHEN new.PayloadBinary IS NOT NULL
BEGIN
    INSERT INTO events (execution_id, seq, type, timestamp, layer, category, attempt, agent, data)
    SELECT
        row.json ->> '$.execution_id',
        (SELECT coalesce(max(seq), 0) FROM events WHERE execution_id = row.json ->> '$.execution_id') + event.key + 1,
        event.value ->> '$.type',
        event.value ->> '$.timestamp',
        event.value ->> '$.layer',
        event.value ->> '$.category',
        event.value ->> '$.attempt',
        event.value ->> '$.agent',
        coalesce(event.value ->> '$.data', '{}')
    FROM (SELECT CAST(new.PayloadBinary AS TEXT) AS json) AS row, json_each(row.json, '$.outbox') AS event;
END;

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
