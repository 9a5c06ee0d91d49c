"""In American English."""
