"""Mutants: faults put into the simulator on purpose, which the tests must find: `make mutants`."""
