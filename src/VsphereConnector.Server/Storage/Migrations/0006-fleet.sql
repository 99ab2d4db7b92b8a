-- The ledger of one machine, newest first (the table's own key is the end of each index).
CREATE INDEX operations_instance ON operations (target_instance_uuid) WHERE target_instance_uuid IS NOT NULL;
CREATE INDEX operations_connector ON operations (target_connector_id) WHERE target_connector_id IS NOT NULL;

-- How many connectors there were: every few minutes for a day, every hour for a month.
CREATE TABLE fleet_history (
    at           INTEGER PRIMARY KEY,        -- the beginning of the interval that was sampled
    connected    INTEGER NOT NULL,
    disconnected INTEGER NOT NULL,
    installed    INTEGER NOT NULL
);
