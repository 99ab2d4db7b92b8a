-- Address, account, secret and host keys with which a driver failed, as a word that tells nothing: with others it is tried again.
ALTER TABLE driver_suspensions ADD COLUMN setup TEXT;
