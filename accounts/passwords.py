"""User IDs and passwords that are easy to read out and to type."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher
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


# One twentieth of Django's default: hashing 200 passwords takes seconds, not a minute.
QUICK_ITERATIONS = 50_000


def new_user_id() -> str:
    """A random User ID such as `practice-7k4mp2`, one of a billion."""
    return "practice-" + "".join(secrets.choice(USER_ID_CHARACTERS) for _ in range(6))


def new_password() -> str:
    """A random password such as `Maple-Otter-Creek-4821`, of some 34 bits: enough with a lockout."""
    words = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(9000) + 1000}"


def hash_quickly(password: str) -> str:
    """Hash a random password for a class with fewer iterations.

    It protects an empty sandbox only. `User.check_password` hashes it again, at full strength, when the
    trainee logs in for the first time.
    """
    hasher = PBKDF2PasswordHasher()
    hashed: str = hasher.encode(password, hasher.salt(), QUICK_ITERATIONS)
    return hashed


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
