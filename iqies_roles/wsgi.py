"""What the WSGI server starts."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")
application = get_wsgi_application()

# What start-up made stays for good: the garbage collector need not look at it again and again.
gc.collect()
gc.freeze()
