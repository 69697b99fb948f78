"""The store: every table and every SQL statement of the hub, for SQLite and PostgreSQL alike."""
