"""The catalog: seeding, import and export, checks, and its admin."""
