CREATE TABLE credentials (
    sequence       INTEGER PRIMARY KEY AUTOINCREMENT,
    name           TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    kinds          TEXT    NOT NULL,         -- JSON: what it opens
    username       TEXT    NOT NULL,
    domain         TEXT,
    scope          TEXT    NOT NULL,         -- JSON: where it may be used
    protected      BLOB    NOT NULL,         -- the secret, encrypted; the keys are not in the database
    secret_parts   TEXT    NOT NULL,         -- JSON: what the secret consists of, such as Password
    fingerprint    TEXT    NOT NULL,         -- keyed hash of account and secret
    created_at     INTEGER NOT NULL,
    created_by     TEXT    NOT NULL,
    rotated_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL          -- grows with each change
);

-- What is known of each account with its secret, wherever it comes from: the store, the configuration or a request.
CREATE TABLE logons (
    fingerprint    TEXT    NOT NULL PRIMARY KEY,
    username       TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('Unproved', 'Good', 'Suspended')),
    refusals       INTEGER NOT NULL,         -- in a row
    accepted_at    INTEGER,
    accepted_by    TEXT,                     -- the name of the machine
    refused_at     INTEGER,
    refused_by     TEXT,
    suspended_at   INTEGER,
    confirmed_at   INTEGER,
    confirmed_by   TEXT,
    changed_at     INTEGER NOT NULL
);

-- Tries whose verdict is not known yet; written before a secret is sent anywhere.
CREATE TABLE logon_tries (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint    TEXT    NOT NULL REFERENCES logons (fingerprint) ON DELETE CASCADE,
    machine        TEXT    NOT NULL,
    operation_id   TEXT,
    began_at       INTEGER NOT NULL
);

CREATE INDEX logon_tries_fingerprint ON logon_tries (fingerprint);

-- Where a logon has worked, and where it was refused.
CREATE TABLE logon_machines (
    fingerprint    TEXT    NOT NULL REFERENCES logons (fingerprint) ON DELETE CASCADE,
    machine        TEXT    NOT NULL,         -- an instance UUID, or endpoint:ID
    name           TEXT    NOT NULL,
    refusals       INTEGER NOT NULL,         -- in a row
    accepted_at    INTEGER,
    PRIMARY KEY (fingerprint, machine)
);
