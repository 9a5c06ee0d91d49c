"""Sessions, kept in the database (SESSION_ENGINE)."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Ignores malformed session keys: PostgreSQL refuses some characters, such as NUL."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and key.isascii() and key.isalnum())
