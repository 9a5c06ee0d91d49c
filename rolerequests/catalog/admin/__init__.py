"""The catalog in the admin."""
