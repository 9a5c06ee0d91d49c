#!/usr/bin/env python
"""Django's command line: `python manage.py help` lists the commands."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from iqies_roles.settings_module import use_own_settings

if __name__ == "__main__":
    use_own_settings()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # one sentence instead of a traceback
    except Exception as error:
        from iqies_roles.database import explain_database_error  # reads the settings

        if sentence := explain_database_error(error):
            sys.exit(sentence)
        raise
