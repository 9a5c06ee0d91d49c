"""The replica: Welcome to iQIES, the three wizard pages, My Profile."""
