CREATE TABLE audit (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    actor        TEXT    NOT NULL,           -- a vSphere user or the name of an API token; empty where nobody was let in
    actor_kind   TEXT    NOT NULL,
    vcenter      TEXT,                       -- where the user's session is
    address      TEXT,
    action       TEXT    NOT NULL,
    outcome      TEXT    NOT NULL CHECK (outcome IN ('Accepted', 'Partial', 'Refused', 'Failed')),
    code         TEXT,                       -- why, where it was not accepted as a whole
    targets      TEXT    NOT NULL,           -- JSON: name, operation, code; never parameters or secrets
    target_count INTEGER NOT NULL,
    repeats      INTEGER NOT NULL DEFAULT 0  -- the same refusals right before that have no row of their own
);

CREATE INDEX audit_at ON audit (at);
