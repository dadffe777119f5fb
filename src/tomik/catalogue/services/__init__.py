"""Use cases of the catalogue: each authorises nothing itself, the views and commands do."""
