"""Reads of provision: one school (live), a region (stored), what a screen needs around them."""
