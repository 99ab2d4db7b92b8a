-- Times are Unix milliseconds (UTC), durations milliseconds, ids lower-case UUIDs, JSON is text.

CREATE TABLE operations (
    sequence             INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT    NOT NULL UNIQUE,
    kind                 TEXT    NOT NULL,
    target_kind          TEXT    NOT NULL,
    target_vcenter       TEXT,
    target_name          TEXT,
    target_mo_ref        TEXT,
    target_instance_uuid TEXT,
    target_connector_id  TEXT,
    lane                 TEXT,               -- at most one running operation in each lane
    parameters           TEXT,
    guest_logon          TEXT,               -- the name of a configured logon
    state                TEXT    NOT NULL CHECK (state IN ('Queued', 'Running', 'Success', 'Error', 'Cancelled')),
    timeout              INTEGER NOT NULL,
    created_at           INTEGER NOT NULL,
    created_by           TEXT    NOT NULL,
    idempotency_key      TEXT,
    content_hash         TEXT,
    not_before           INTEGER NOT NULL,
    woken                INTEGER NOT NULL DEFAULT 0,
    started_at           INTEGER,
    deadline             INTEGER,
    finished_at          INTEGER,
    percent              INTEGER,
    step                 TEXT,
    result               TEXT,
    error                TEXT,
    attempt_count        INTEGER NOT NULL DEFAULT 0,
    cancel_requested_at  INTEGER,
    lease_owner          TEXT,
    lease_until          INTEGER,
    lease_seen_at        INTEGER,
    checkpoint           TEXT,
    version              INTEGER NOT NULL
);

CREATE UNIQUE INDEX operations_idempotency ON operations (created_by, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX operations_lane ON operations (lane) WHERE state = 'Running' AND lane IS NOT NULL;
CREATE INDEX operations_queued ON operations (not_before, sequence) WHERE state = 'Queued';
CREATE INDEX operations_running ON operations (lease_until) WHERE state = 'Running';
CREATE INDEX operations_finished ON operations (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX operations_open_connector ON operations (target_connector_id) WHERE finished_at IS NULL AND target_connector_id IS NOT NULL;
CREATE INDEX operations_open_instance ON operations (target_instance_uuid) WHERE finished_at IS NULL AND target_instance_uuid IS NOT NULL;

CREATE TABLE operation_attempts (
    operation_id TEXT    NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    channel      TEXT    NOT NULL,
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER,
    outcome      TEXT,
    error        TEXT,
    PRIMARY KEY (operation_id, number)
);

CREATE TABLE operation_events (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_id TEXT    NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    level        TEXT    NOT NULL,
    step         TEXT    NOT NULL,
    message      TEXT    NOT NULL,
    percent      INTEGER
);

CREATE INDEX operation_events_operation ON operation_events (operation_id, sequence);

CREATE TABLE operation_output (
    operation_id  TEXT    NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,          -- bytes of both streams before these
    stream        TEXT    NOT NULL,
    stream_position INTEGER NOT NULL,        -- bytes of this stream before these
    data          BLOB    NOT NULL,
    PRIMARY KEY (operation_id, position)
);

CREATE TABLE operation_secrets (
    operation_id TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    protected    BLOB NOT NULL,
    PRIMARY KEY (operation_id, name)
);
