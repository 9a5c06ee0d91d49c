"""Django looks up any text of at least 8 characters as a session key.

Symptom: a session cookie with a NUL gives a server error on every page on PostgreSQL, which stores no NUL.

Upstream: not reported as far as we know; `SessionBase._validate_session_key` of Django 5.2.
Delete when: Django ignores keys that it cannot have made.
"""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Sessions in the database that ignore keys that are not letters and digits."""

    def _validate_session_key(self, key: str | None) -> bool:
        # True for a key that Django can have made: at least 8 characters, ASCII letters and digits.
        valid = super()._validate_session_key(key)  # type: ignore[misc] # not in the stubs
        return bool(valid and key and key.isascii() and key.isalnum())
