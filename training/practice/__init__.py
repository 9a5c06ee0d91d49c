"""Practice: exercises with a coach, attempts, debriefs. See practice pages below `/practice/`."""
