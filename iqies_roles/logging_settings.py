"""Where the log goes, and from which level on. `iqies_roles.logs` says what its lines have."""

from typing import Any


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: warnings and worse to standard error, as lines of text or as JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "iqies_roles.logs.UtcFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s",
            },
            "json": {"()": "iqies_roles.logs.UtcJsonFormatter"},
        },
        "filters": {
            "database_fault": {"()": "iqies_roles.logs.DatabaseFaultFilter"},
            "request_id": {"()": "iqies_roles.logs.RequestIdFilter"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "line",
                "filters": ["database_fault", "request_id"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of each HEAD request
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners would fill the log
        },
    }
