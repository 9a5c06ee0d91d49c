"""Measures what a request for a role costs the server: `make bench`."""
