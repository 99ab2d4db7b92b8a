-- How many connectors there were of each version and on each channel, as JSON objects.
ALTER TABLE fleet_history ADD COLUMN versions TEXT NOT NULL DEFAULT '{}';
ALTER TABLE fleet_history ADD COLUMN channels TEXT NOT NULL DEFAULT '{}';
