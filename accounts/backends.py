"""Which identities may sign in, and how the signed-in one is fetched."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from accounts.models import User


class AccountBackend(ModelBackend):
    """Django's backend, with sandbox and class joined to the user, who must be allowed to sign in."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Asked at sign-in and again at each request, so that an open session ends at once."""
        return isinstance(user, User) and user.may_log_in()

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, or None when it may not go on."""
        try:
            user = User.objects.with_class().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if user.may_log_in() else None
