"""Workarounds for faults of other projects, one module each.

Each module says what is wrong, where it is reported, and which version ends it, so that it can be deleted
then.
"""
