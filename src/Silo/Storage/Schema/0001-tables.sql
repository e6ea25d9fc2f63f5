-- Every table of the embedded database. Scripts are never edited after a release: a change is a new script.
-- The last line of each script raises user_version in the script's own transaction.

-- Statements that Orleans' ADO.NET providers read at start (0003).
CREATE TABLE OrleansQuery
(
    QueryKey TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
);

-- One row a grain state. The key of a grain with a text key is GrainIdExtensionString with zeros in N0 and N1.
CREATE TABLE OrleansStorage
(
    ServiceId TEXT NOT NULL,
    GrainTypeString TEXT NOT NULL,
    GrainIdExtensionString TEXT NOT NULL DEFAULT '',
    GrainIdN0 INTEGER NOT NULL,
    GrainIdN1 INTEGER NOT NULL,
    PayloadBinary BLOB,
    ModifiedOn TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    Version INTEGER NOT NULL
);

-- Unique: of two first writers one loses. In this order: the categories of an execution or a layer are one range, in key order.
CREATE UNIQUE INDEX OrleansStorage_Key ON OrleansStorage (ServiceId, GrainTypeString, GrainIdExtensionString, GrainIdN0, GrainIdN1);

CREATE TABLE OrleansRemindersTable
(
    ServiceId TEXT NOT NULL,
    GrainId TEXT NOT NULL,
    ReminderName TEXT NOT NULL,
    StartTime TEXT NOT NULL,
    Period INTEGER NOT NULL,
    GrainHash INTEGER NOT NULL,
    Version INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) WITHOUT ROWID;

CREATE INDEX OrleansRemindersTable_Hash ON OrleansRemindersTable (ServiceId, GrainHash);

-- A plan is its canonical JSON, compressed, cut into pieces; it is complete when all of its pieces are there.
CREATE TABLE plans
(
    hash TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    chunks INTEGER NOT NULL,
    data BLOB NOT NULL
);

CREATE UNIQUE INDEX plans_key ON plans (hash, chunk);

CREATE TABLE live_executions
(
    execution_id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    working_tree TEXT NOT NULL,
    shared INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX live_executions_tree ON live_executions (working_tree);

-- The events of an execution are one range of ids, number * 2^32 + sequence number: appending touches one page, whatever else is there.
CREATE TABLE event_logs
(
    number INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL UNIQUE
);

CREATE TABLE events
(
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    layer TEXT,
    category TEXT,
    attempt INTEGER,
    agent TEXT,
    data TEXT NOT NULL
);

-- Read model: for lists. Nothing decides from it.
CREATE TABLE executions
(
    execution_id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    mode TEXT NOT NULL,
    environment TEXT NOT NULL,
    branch TEXT,
    commit_id TEXT,
    state TEXT NOT NULL,
    verdict TEXT NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    version INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX executions_created ON executions (created_at DESC);
CREATE INDEX executions_project ON executions (project, created_at DESC);
CREATE INDEX executions_live ON executions (created_at DESC) WHERE state <> 'completed';

PRAGMA user_version = 1;
