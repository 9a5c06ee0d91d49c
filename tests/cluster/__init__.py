"""The simulator behind nginx, from the files in deploy/: `make cluster`."""
