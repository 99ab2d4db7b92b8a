-- Drivers that failed, and when they may be tried again. 'endpoint' is an instance UUID, or 'endpoint:' and an id.
CREATE TABLE driver_suspensions (
    endpoint  TEXT    NOT NULL,
    driver    TEXT    NOT NULL,
    failures  INTEGER NOT NULL,              -- in a row
    since     INTEGER NOT NULL,              -- the first of them
    failed_at INTEGER NOT NULL,              -- the last
    until     INTEGER,                       -- null: until it is resumed, as trying again cannot help
    error     TEXT    NOT NULL,
    PRIMARY KEY (endpoint, driver)
);

-- The host keys of virtual machines that were reached by SSH.
CREATE TABLE ssh_host_keys (
    endpoint  TEXT    NOT NULL,
    key       TEXT    NOT NULL,              -- TYPE BASE64
    pinned_at INTEGER NOT NULL,
    PRIMARY KEY (endpoint, key)
);

ALTER TABLE connectors ADD COLUMN folder TEXT; -- where it is on its endpoint, as it said itself
