"""Django's format modules (FORMAT_MODULE_PATH)."""
