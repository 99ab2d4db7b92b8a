CREATE TABLE connectors (
    sequence          INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT    NOT NULL UNIQUE,
    instance_uuid     TEXT    NOT NULL UNIQUE,   -- of the virtual machine, given by vCenter
    vcenter           TEXT    NOT NULL,
    mo_ref            TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    machine           TEXT    NOT NULL,          -- how the endpoint described itself when it enrolled
    version           TEXT    NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('Enrolled', 'Connected', 'Disconnected')),
    enrolled_at       INTEGER NOT NULL,
    last_seen         INTEGER,
    address           TEXT,
    channel           TEXT,                      -- the channel that is or was the last one
    serial            TEXT    NOT NULL,
    certificate_ends  INTEGER NOT NULL,
    renewed_serial    TEXT,                      -- issued, but not used yet: until then both are valid
    renewed_ends      INTEGER
);

CREATE INDEX connectors_name ON connectors (name);

CREATE TABLE connector_events (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    connector_id TEXT    NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    message      TEXT    NOT NULL
);

CREATE INDEX connector_events_connector ON connector_events (connector_id, sequence);

CREATE TABLE enrolment_tokens (
    hash          TEXT    PRIMARY KEY,           -- SHA-256; the token itself is nowhere
    operation_id  TEXT    NOT NULL,
    instance_uuid TEXT    NOT NULL,
    vcenter       TEXT    NOT NULL,
    mo_ref        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    expires_at    INTEGER NOT NULL,
    used_at       INTEGER,
    public_key    TEXT,                          -- SHA-256 of the key that used it
    connector_id  TEXT,
    certificate   TEXT                           -- what was answered, for an answer that was lost
);

CREATE INDEX enrolment_tokens_operation ON enrolment_tokens (operation_id);
