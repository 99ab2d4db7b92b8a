-- Machines that are registered by their address. Their connectors and operations bear 'endpoint:' and the id instead of an instance UUID.
CREATE TABLE endpoints (
    sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
    id               TEXT    NOT NULL UNIQUE,
    name             TEXT    NOT NULL,
    address          TEXT,                       -- a host name or an IP address; none where the driver is None
    port             INTEGER,
    operating_system TEXT    NOT NULL CHECK (operating_system IN ('Linux', 'Windows')),
    driver           TEXT    NOT NULL CHECK (driver IN ('Ssh', 'Smb', 'None')),
    credential       TEXT,                       -- the name of a stored credential
    host_keys        TEXT    NOT NULL,           -- a line for each accepted key: TYPE BASE64
    host_key_policy  TEXT    NOT NULL CHECK (host_key_policy IN ('FirstUse', 'Pinned')),
    jump             TEXT,                       -- the name of the endpoint to go through
    run_as           TEXT,                       -- the account of the connector
    parent_folder    TEXT,
    temp_folder      TEXT,
    created_at       INTEGER NOT NULL,
    created_by       TEXT    NOT NULL,
    changed_at       INTEGER NOT NULL,
    changed_by       TEXT    NOT NULL,
    version          INTEGER NOT NULL
);

CREATE UNIQUE INDEX endpoints_name ON endpoints (lower(name));
-- Behind different machines to go through, the same private address may be there twice.
CREATE UNIQUE INDEX endpoints_address ON endpoints (address, port, COALESCE(lower(jump), '')) WHERE address IS NOT NULL;
