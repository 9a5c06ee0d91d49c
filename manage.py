#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists the commands."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # one sentence instead of a traceback
    except Exception as error:
        from iqies_roles.database import explain_database_error  # reads the settings

        if sentence := explain_database_error(error):
            sys.exit(sentence)
        raise
