"""Formats of American English."""
