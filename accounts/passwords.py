"""User IDs and passwords that are easy to read out and to type."""

import secrets
import threading
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.exceptions import ValidationError

# Without letters and digits that look alike (l/1, o/0).
USER_ID_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"

WORDS = (  # noqa: SIM905 - one word a line would fill three pages
    "Acorn Amber Apple April Arrow Aspen Badge Baker Basil Beach Berry Birch Bison Bloom Brass Bread Brick "
    "Brook Cabin Camel Candle Canoe Cedar Chalk Cherry Clover Cloud Cobalt Coral Cotton Crane Creek Daisy "
    "Delta Dune Eagle Ember Fable Falcon Fern Field Finch Flint Forest Garden Ginger Glacier Grove Harbor "
    "Hazel Heron Honey Island Ivory Jasper Jungle Kayak Lagoon Lantern Laurel Lemon Lilac Linden Lotus "
    "Magnet Maple Marble Marsh Meadow Melon Mint Mosaic Nectar Nutmeg Oasis Olive Onyx Opal Orchid Otter "
    "Pebble Pepper Pine Planet Plum Pollen Poppy Prairie Quartz Raven Reed Ribbon Ridge River Robin Rocket "
    "Saddle Sage Salmon Sequoia Shell Silver Sparrow Spruce Summit Tango Thistle Tiger Timber Topaz Tulip "
    "Turtle Valley Velvet Violet Walnut Willow Winter Yarrow Zephyr"
).split()


def new_user_id() -> str:
    """A random User ID such as `practice-7k4mp2`, one of a billion."""
    return "practice-" + "".join(secrets.choice(USER_ID_CHARACTERS) for _ in range(6))


def new_password() -> str:
    """A random password such as `Maple-Otter-Creek-4821`, of some 34 bits: enough with a lockout."""
    words = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(9000) + 1000}"


class HashingBusyError(Exception):
    """All threads that may hash passwords in this process are hashing. Try again in a second."""


class PasswordHasher(PBKDF2PasswordHasher):
    """Django's hasher. It leaves one thread of each process to other pages.

    Raises HashingBusyError if all other threads are hashing; each takes some tenths of a second.
    """

    free = threading.BoundedSemaphore(settings.THREADS - 1)

    def encode(self, *args: Any, **kwargs: Any) -> str:
        if not self.free.acquire(blocking=False):
            raise HashingBusyError
        try:
            encoded: str = super().encode(*args, **kwargs)
        finally:
            self.free.release()
        return encoded


class GeneratedPasswordHasher(PBKDF2PasswordHasher):
    """The hasher of passwords from `new_password`: a hundredth of Django's iterations, for good.

    These passwords are random, are used nowhere else, and open practice data only; the lockout stops
    guessing. A class of 40 that logs in at once would wait for hashes of full strength.
    """

    algorithm = "pbkdf2_sha256_generated"
    iterations = 10_000

    def verify(self, password: str, encoded: str) -> bool:
        """A wrong password takes as long as that of an unknown User ID, so that the time tells nothing."""
        right: bool = super().verify(password, encoded)
        if not right:
            make_password(password)
        return right


def hash_generated(password: str) -> str:
    """The hash of a password from `new_password`, or of one that is public."""
    return make_password(password, hasher=GeneratedPasswordHasher.algorithm)


def is_generated(encoded: str) -> bool:
    """Whether `hash_generated` made this hash."""
    return encoded.startswith(f"{GeneratedPasswordHasher.algorithm}$")


class SurroundingBlanksValidator:
    """Refuses passwords with blanks at their ends, because the login form strips them."""

    message = "The password can't start or end with a blank."

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a blank at the start or end."""
        if password != password.strip():
            raise ValidationError(self.message, code="password_surrounding_blanks")

    def get_help_text(self) -> str:
        """The rule, as admin forms show it."""
        return self.message
