-- The guest aliases that this server knows of: added by it, or tried by it.
CREATE TABLE guest_aliases (
    vcenter     TEXT    NOT NULL,
    mo_ref      TEXT    NOT NULL,            -- the virtual machine
    name        TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    subject     TEXT    NOT NULL,            -- whom it lets in
    issuer      TEXT    NOT NULL,            -- SHA-256 of the certificate that signs this one's tokens
    added_at    INTEGER,                     -- null: somebody else added it
    accepted_at INTEGER,
    refusals    INTEGER NOT NULL,            -- in a row
    PRIMARY KEY (vcenter, mo_ref, account)
);

-- Which logon an operation uses that names none.
CREATE TABLE logon_policies (
    name       TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
    scope      TEXT    NOT NULL,             -- JSON: for which machines
    steps      TEXT    NOT NULL,             -- JSON: the logons in their order
    changed_at INTEGER NOT NULL,
    changed_by TEXT    NOT NULL,
    version    INTEGER NOT NULL
);
