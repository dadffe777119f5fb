"""Who reaches what: every address against every person, and names of pupils that stay in their school."""
