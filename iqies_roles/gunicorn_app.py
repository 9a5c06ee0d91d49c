"""gunicorn as part of another program."""

import os

from django.conf import settings

os.environ.pop("WEB_CONCURRENCY", None)  # gunicorn reads it when imported, and fails if it is no number

from gunicorn.app.wsgiapp import WSGIApplication


class Gunicorn(WSGIApplication):  # type: ignore[misc] # it ships no types
    """gunicorn in this process, where Django is loaded already. Options come from gunicorn.conf.py only."""

    def load_config(self) -> None:
        self.load_config_from_file(str(settings.BASE_DIR / "gunicorn.conf.py"))
        self.app_uri = self.cfg.wsgi_app
