"""Screens of provision."""
