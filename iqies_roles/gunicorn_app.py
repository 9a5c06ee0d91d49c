"""gunicorn as part of another program."""

import os

from django.conf import settings

# gunicorn reads these when it is imported or started, and fails if they belong to another program.
for name in ("WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "GUNICORN_PID", "GUNICORN_FD", "LISTEN_FDS"):
    os.environ.pop(name, None)

from gunicorn.app.wsgiapp import WSGIApplication  # noqa: E402


class Gunicorn(WSGIApplication):  # type: ignore[misc] # it ships no types
    """gunicorn in this process, where Django is loaded already. Options come from gunicorn.conf.py only."""

    def load_config(self) -> None:
        self.load_config_from_file(str(settings.BASE_DIR / "gunicorn.conf.py"))
        self.app_uri = self.cfg.wsgi_app
