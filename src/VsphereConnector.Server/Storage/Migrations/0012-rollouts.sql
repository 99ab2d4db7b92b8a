CREATE TABLE rollouts (
    sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
    id               TEXT    NOT NULL UNIQUE,
    kind             TEXT    NOT NULL,
    parameters       TEXT,
    guest_logon      TEXT,
    timeout          INTEGER NOT NULL,
    waves            TEXT    NOT NULL,           -- as they were asked for, such as 1,10%,100%
    wave_count       INTEGER NOT NULL,
    maximum_failures INTEGER NOT NULL,
    soak             INTEGER NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('Running', 'Paused', 'Stopped', 'Finished')),
    reason           TEXT,
    wave             INTEGER NOT NULL DEFAULT 0, -- the last one that has begun; 0 before the first
    forgiven         INTEGER NOT NULL DEFAULT 0, -- failures that were there when somebody resumed it
    created_at       INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    finished_at      INTEGER,
    version          INTEGER NOT NULL
);

CREATE INDEX rollouts_running ON rollouts (id) WHERE state = 'Running';

CREATE TABLE rollout_targets (
    rollout_id   TEXT    NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    wave         INTEGER NOT NULL,
    target       TEXT    NOT NULL,
    operation_id TEXT,
    state        TEXT,                            -- how its operation ended; outlives the operation's own row
    finished_at  INTEGER,
    PRIMARY KEY (rollout_id, number)
);
