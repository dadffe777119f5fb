"""Commands of the program `tomik` that belong to no room: serve, migrate, users, backups."""
