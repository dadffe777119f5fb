"""Tomik: the information-library system of a region's schools."""
