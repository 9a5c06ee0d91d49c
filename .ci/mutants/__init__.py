"""The running trainer, broken on purpose in ten ways that the browser tests must name: `make mutants`."""
