"""The QA API and the presets of its sandboxes."""
