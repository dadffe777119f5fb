"""Screens of the write-off."""
