"""What the WSGI server starts."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqies_roles.settings")
application = get_wsgi_application()

# What start-up made stays for good, and a page makes few cycles: the collector need not look so often.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 10, 10)
