CREATE TABLE packages (
    sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256      TEXT    NOT NULL UNIQUE,         -- lower-case hex: the name of its file in the folder 'packages'
    name        TEXT    NOT NULL,
    size        INTEGER NOT NULL,
    uploaded_at INTEGER NOT NULL,
    uploaded_by TEXT    NOT NULL
);

CREATE TABLE operation_files (
    operation_id TEXT    NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    size         INTEGER NOT NULL,
    sha256       TEXT    NOT NULL,
    received_at  INTEGER NOT NULL,
    PRIMARY KEY (operation_id, name)
);
