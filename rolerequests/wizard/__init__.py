"""The replica: Welcome to iQIES, the three pages of the wizard, My Profile."""
