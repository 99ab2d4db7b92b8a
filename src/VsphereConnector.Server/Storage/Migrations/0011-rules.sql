-- What is done by itself when something happens to virtual machines.
CREATE TABLE rules (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    definition TEXT    NOT NULL,
    paused     INTEGER NOT NULL DEFAULT 0,
    since      INTEGER NOT NULL,             -- only occurrences after this one are judged by it
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT    NOT NULL
);

-- All rules are paused while there is a row.
CREATE TABLE rules_pause (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    paused_at INTEGER NOT NULL,
    paused_by TEXT    NOT NULL
);

-- How far the events of each vCenter have been read: everything up to here is among the occurrences.
CREATE TABLE event_cursors (
    vcenter    TEXT    PRIMARY KEY,          -- its configured name
    vcenter_id TEXT    NOT NULL,             -- its own id: the events of another one begin anew
    since      INTEGER NOT NULL,             -- events before this do not matter, by the vCenter's clock
    at         INTEGER NOT NULL
);

-- What happened to a virtual machine, once, however often and from wherever it is told.
CREATE TABLE occurrences (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    vcenter_id TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    vcenter    TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    mo_ref     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    at         INTEGER NOT NULL,             -- by the vCenter's clock
    seen_at    INTEGER NOT NULL,
    rule_id    TEXT,                         -- it concerns this rule alone
    not_before INTEGER NOT NULL,
    judged_at  INTEGER,
    decisions  TEXT,                         -- what each rule made of it, and why
    UNIQUE (vcenter_id, key)
);

CREATE INDEX occurrences_open ON occurrences (sequence) WHERE judged_at IS NULL;
CREATE INDEX occurrences_machine ON occurrences (vcenter_id, mo_ref, sequence);
CREATE INDEX occurrences_seen ON occurrences (seen_at);

-- The virtual machines as the inventory last showed them: what is missing or different later has happened.
CREATE TABLE known_machines (
    vcenter_id    TEXT    NOT NULL,
    mo_ref        TEXT    NOT NULL,
    instance_uuid TEXT    NOT NULL,
    booted_at     INTEGER,                   -- the power-on that is accounted for
    power_on      INTEGER NOT NULL,          -- the occurrence that accounts for it, or the last one before
    PRIMARY KEY (vcenter_id, mo_ref)
);

CREATE TABLE rule_firings (
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE,
    rule_id       TEXT    NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
    kind          TEXT    NOT NULL,
    vcenter_id    TEXT    NOT NULL,
    vcenter       TEXT    NOT NULL,
    mo_ref        TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    instance_uuid TEXT    NOT NULL,
    host          TEXT    NOT NULL,          -- where it was when it was last looked at
    state         TEXT    NOT NULL CHECK (state IN ('Waiting', 'Submitted', 'Succeeded', 'Failed', 'Skipped', 'Cancelled')),
    fired_at      INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    tries         INTEGER NOT NULL DEFAULT 0,
    submitted_at  INTEGER,
    finished_at   INTEGER,
    operation_id  TEXT,
    reason        TEXT                       -- what it waits for, or why it ended as it did
);

CREATE INDEX rule_firings_waiting ON rule_firings (rule_id, not_before) WHERE state = 'Waiting';
CREATE INDEX rule_firings_submitted ON rule_firings (operation_id) WHERE state = 'Submitted';
CREATE INDEX rule_firings_pace ON rule_firings (rule_id, submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX rule_firings_machine ON rule_firings (instance_uuid, sequence);
CREATE INDEX rule_firings_rule ON rule_firings (rule_id, sequence);
CREATE INDEX rule_firings_finished ON rule_firings (finished_at) WHERE finished_at IS NOT NULL;

-- Each occurrence is dealt with by one firing of each rule; a firing that still waits takes further ones along.
CREATE TABLE rule_firing_occurrences (
    rule_id    TEXT    NOT NULL,
    occurrence INTEGER NOT NULL,
    firing_id  TEXT    NOT NULL REFERENCES rule_firings (id) ON DELETE CASCADE,
    PRIMARY KEY (rule_id, occurrence)
) WITHOUT ROWID;

CREATE INDEX rule_firing_occurrences_firing ON rule_firing_occurrences (firing_id);

-- What people ask for goes before what rules do: 0 before 1.
ALTER TABLE operations ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
CREATE INDEX operations_priority ON operations (priority, not_before, sequence) WHERE state = 'Queued';

-- Since when the virtual machine of a connector is in no vCenter any more.
ALTER TABLE connectors ADD COLUMN gone_at INTEGER;
