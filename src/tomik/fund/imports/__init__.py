"""The import of a school's fund from a table."""
