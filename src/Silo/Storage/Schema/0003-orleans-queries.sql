-- What Orleans' ADO.NET providers run. Keys, parameter names and result columns are their contract.
-- Each is one statement without BEGIN: the writer owns the transaction. No row in the answer is a version conflict.

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
SELECT PayloadBinary, Version
FROM OrleansStorage
WHERE ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString
  AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
  AND GrainIdN0 = @GrainIdN0
  AND GrainIdN1 = @GrainIdN1'),

-- Without a version: an insert that loses if there is a row. With one: an update of exactly that version, never an insert.
-- The events of the transition ($.outbox of the payload) go into the log in the same commit, if the row was written; the row itself keeps
-- none of them: with them it would be twice as large. Numbers are given here: one writer, so max + position has no gaps and follows the commits.
('WriteToStorageKey', '
INSERT INTO event_logs (execution_id)
SELECT row.execution_id
FROM (SELECT CAST(@PayloadBinary AS TEXT) ->> ''$.execution_id'' AS execution_id) AS row
WHERE row.execution_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event_logs AS log WHERE log.execution_id = row.execution_id);

INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1, PayloadBinary, Version)
SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @GrainIdN0, @GrainIdN1,
    CAST(json_replace(CAST(@PayloadBinary AS TEXT), ''$.outbox'', json(''[]'')) AS BLOB), 1
WHERE @GrainStateVersion IS NULL
   OR EXISTS (
    SELECT 1
    FROM OrleansStorage
    WHERE ServiceId = @ServiceId
      AND GrainTypeString = @GrainTypeString
      AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
      AND GrainIdN0 = @GrainIdN0
      AND GrainIdN1 = @GrainIdN1)
ON CONFLICT (ServiceId, GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1) DO UPDATE
SET PayloadBinary = excluded.PayloadBinary,
    ModifiedOn = strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now''),
    Version = Version + 1
WHERE Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion;

INSERT INTO events (id, type, timestamp, layer, category, attempt, agent, data)
SELECT
    coalesce((SELECT max(id) FROM events WHERE id >= log.number << 32 AND id < (log.number + 1) << 32), log.number << 32) + event.key + 1,
    event.value ->> ''$.type'',
    event.value ->> ''$.timestamp'',
    event.value ->> ''$.layer'',
    event.value ->> ''$.category'',
    event.value ->> ''$.attempt'',
    event.value ->> ''$.agent'',
    coalesce(event.value ->> ''$.data'', ''{}'')
FROM
    (SELECT CAST(@PayloadBinary AS TEXT) AS json WHERE changes() > 0) AS row,
    event_logs AS log,
    json_each(row.json, ''$.outbox'') AS event
WHERE log.execution_id = row.json ->> ''$.execution_id'''),

('ClearStorageKey', '
UPDATE OrleansStorage
SET PayloadBinary = NULL, ModifiedOn = strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now''), Version = Version + 1
WHERE ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString
  AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
  AND GrainIdN0 = @GrainIdN0
  AND GrainIdN1 = @GrainIdN1
  AND Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion'),

('DeleteStorageKey', '
DELETE FROM OrleansStorage
WHERE ServiceId = @ServiceId
  AND GrainTypeString = @GrainTypeString
  AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
  AND GrainIdN0 = @GrainIdN0
  AND GrainIdN1 = @GrainIdN1
  AND Version = @GrainStateVersion
RETURNING Version + 1 AS NewGrainStateVersion'),

('ReadReminderRowsKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId'),

('ReadReminderRowKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName'),

-- Hashes are signed here as they are sent; the second range is the one that goes over the end of the ring.
('ReadRangeRows1Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash'),

('ReadRangeRows2Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version
FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)'),

('UpsertReminderRowKey', '
INSERT INTO OrleansRemindersTable (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = Version + 1
RETURNING Version'),

-- The provider wants one row in any case, so this is two statements; both run in the same commit.
('DeleteReminderRowKey', '
DELETE FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version;
SELECT changes() AS Deleted'),

('DeleteReminderRowsKey', '
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId');

PRAGMA user_version = 3;
