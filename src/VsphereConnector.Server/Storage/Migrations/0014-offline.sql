-- Tokens that an administrator hands to tooling of his own; each may be good for several machines.
CREATE TABLE deployment_tokens (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    hash         TEXT    NOT NULL UNIQUE,        -- SHA-256; the token itself is nowhere
    name_pattern TEXT,                           -- of the host names that it is for; or:
    endpoint_id  TEXT,                           -- the registered endpoint that it is for
    machines     INTEGER NOT NULL,               -- how many may enrol with it
    expires_at   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    created_by   TEXT    NOT NULL,
    withdrawn_at INTEGER
);

CREATE TABLE deployment_token_uses (
    token_id     TEXT    NOT NULL REFERENCES deployment_tokens (id) ON DELETE CASCADE,
    public_key   TEXT    NOT NULL,               -- SHA-256 of the key that used it
    at           INTEGER NOT NULL,
    host_name    TEXT    NOT NULL,
    address      TEXT,
    endpoint_id  TEXT    NOT NULL,
    connector_id TEXT    NOT NULL,
    certificate  TEXT    NOT NULL,               -- what was answered, for an answer that was lost
    PRIMARY KEY (token_id, public_key)
);
