#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # a sentence that says what is missing, not a traceback
    except Exception as error:
        from iqies_roles.database import what_is_wrong  # reads the settings

        if sentence := what_is_wrong(error):
            sys.exit(sentence)
        raise
