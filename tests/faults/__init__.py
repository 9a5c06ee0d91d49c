"""Faults of databases, clocks and clients while people work: `make faults`."""
