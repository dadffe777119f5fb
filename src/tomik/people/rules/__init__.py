"""Pure rules of `people`: class names, pupils' names, the difference between a list and what is known."""
