"""Why a log-in with an agency's account failed: each error has the words that the person reads."""

from typing import ClassVar

from django.conf import settings

from accounts.models import User


class AgencyLoginError(Exception):
    """A log-in with an agency's account failed."""

    words: ClassVar[str]

    def __init__(self, user: User | None = None) -> None:
        super().__init__()
        self.user = user  # whose account here it is, if that is known

    def __str__(self) -> str:
        """What to do, and whom to ask."""
        return self.words.format(contact=settings.SUPPORT_CONTACT or "an administrator of this simulator")


class CancelledError(AgencyLoginError):
    """The person did not log in at the agency, or the agency refused it."""

    words = "You were not logged in at your agency. You can try again."


class StaleError(AgencyLoginError):
    """The log-in did not begin in this browser, took too long, or was finished already."""

    words = "This log-in can't be finished: it took too long, or began in another tab. Begin again."


class AwayError(AgencyLoginError):
    """The provider does not respond, or too many are waiting for it."""

    words = "Your agency's log-in does not respond. Try again in a few minutes, or ask {contact}."


class UnusableError(AgencyLoginError):
    """What the provider sent cannot be trusted or read. The log has the reason."""

    words = "Your agency's log-in gave a response that can't be used. Ask {contact}."


class NoGroupError(AgencyLoginError):
    """No group belongs to the claims."""

    words = "Your agency's account has no group that may use this simulator. To get one, ask {contact}."


class DeactivatedError(AgencyLoginError):
    """The account here is deactivated, or is no staff account."""

    words = "Your account in this simulator is deactivated. Ask {contact}."
