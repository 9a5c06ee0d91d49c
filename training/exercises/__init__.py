"""Exercises for those who write them: admin, preview, checks, import and export."""
