"""The authentication backend: who may log in, and how the user of a session is loaded."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from accounts.composed_query import ComposedQuery
from accounts.models import User

user_with_class = ComposedQuery(lambda pk: User.objects.with_class().filter(pk=pk))


class AccountBackend(ModelBackend):
    """Loads a user with sandbox and class in one query, and only if the user may log in."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Also trainees of a closed class: only the right password gets the form's error about the class."""
        return isinstance(user, User) and user.is_enabled()

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, or None if the user may no longer log in: open sessions end at once."""
        user = user_with_class.first(pk=user_id)
        return user if user and user.may_log_in() else None
