"""Reads of the write-off."""
