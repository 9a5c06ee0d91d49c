"""Sessions, kept in the database (SESSION_ENGINE)."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's store, that looks up only what can be a key: PostgreSQL takes not every character."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether the cookie holds a key; otherwise there is no session."""
        return bool(key and key.isascii() and key.isalnum())
