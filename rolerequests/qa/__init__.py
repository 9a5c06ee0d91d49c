"""The QA API and the presets of sandboxes."""
