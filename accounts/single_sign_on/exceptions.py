"""Why a log-in with an agency's account failed, in the words that the person reads."""

from django.conf import settings

from accounts.models import User

# The person did not log in at the agency, or the agency refused it.
NOT_LOGGED_IN = "You were not logged in at your agency. You can try again."
# It did not begin in this browser, took too long, or was finished already.
STALE = "This log-in can't be finished: it took too long, or began elsewhere. Begin again."
# The provider does not respond, or too many are waiting for it.
AWAY = "Your agency's log-in does not respond. Try again in a few minutes, or ask {contact}."
# What the provider sent cannot be trusted or read. The log has the reason.
UNUSABLE = "Your agency's log-in gave a response that can't be used. Ask {contact}."
NO_GROUP = "Your agency's account has no group that may use this simulator. To get one, ask {contact}."
# The account here is deactivated, or is no staff account.
DEACTIVATED = "Your account in this simulator is deactivated. Ask {contact}."


class AgencyLoginError(Exception):
    """A log-in with an agency's account failed. Its text says what to do, and whom to ask."""

    def __init__(self, words: str, user: User | None = None) -> None:
        contact = settings.SUPPORT_CONTACT or "an administrator of this simulator"
        super().__init__(words.format(contact=contact))
        self.user = user  # whose account here it is, if that is known
