"""What a journey through the trainer costs, on the real server: `make bench`."""
