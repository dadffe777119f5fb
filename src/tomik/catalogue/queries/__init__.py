"""Reads of the catalogue. It is shared by all schools; proposals are each school's own."""
