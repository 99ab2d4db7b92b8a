-- How operations are shown in their vCenter.
CREATE TABLE vcenter_tasks (
    operation_id TEXT    NOT NULL PRIMARY KEY REFERENCES operations (id) ON DELETE CASCADE,
    vcenter      TEXT    NOT NULL,
    mo_ref       TEXT    NOT NULL,           -- the virtual machine
    state        TEXT    NOT NULL CHECK (state IN ('Creating', 'Open', 'Closed', 'Skipped')),
    task         TEXT,                       -- the managed object id of the task
    running      INTEGER NOT NULL DEFAULT 0, -- vCenter was told that it runs
    percent      INTEGER NOT NULL DEFAULT 0  -- vCenter was told
);

CREATE INDEX vcenter_tasks_open ON vcenter_tasks (vcenter, mo_ref) WHERE state IN ('Creating', 'Open');

-- The last event of operations that was looked at: one row.
CREATE TABLE vcenter_tasks_cursor (sequence INTEGER NOT NULL);
INSERT INTO vcenter_tasks_cursor SELECT COALESCE(MAX(sequence), 0) FROM operation_events;

-- The custom attribute's values as vCenter has them.
CREATE TABLE connector_attributes (
    vcenter TEXT NOT NULL,
    mo_ref  TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (vcenter, mo_ref)
);
