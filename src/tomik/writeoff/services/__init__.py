"""Use cases of the write-off."""
