"""Screens of classes and pupils."""
