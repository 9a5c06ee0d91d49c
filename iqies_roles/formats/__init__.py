"""How dates and times are written, in the admin too."""
