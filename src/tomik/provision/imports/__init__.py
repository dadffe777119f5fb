"""The import of a textbook plan from a table."""
