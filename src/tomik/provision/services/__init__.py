"""Use cases of the textbook plan; each owns its transaction unless it says otherwise."""
