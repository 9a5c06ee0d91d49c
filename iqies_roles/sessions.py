"""Sessions in the database, each loaded by a query that is composed once."""

from typing import Any

from django.utils import timezone

from accounts.composed_query import ComposedQuery
from iqies_roles.workarounds import session_keys


class SessionStore(session_keys.SessionStore):
    """The engine of the sessions."""

    def _get_session_from_db(self) -> Any:
        session = unexpired_session.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session


unexpired_session = ComposedQuery(
    lambda key, now: SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now)
)
