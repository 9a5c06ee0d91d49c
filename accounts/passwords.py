"""User IDs and passwords that are easy to read out, to remember for a minute, and to type."""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher

# No letter or digit that can be taken for another one (l/1, o/0).
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


# A twentieth of Django's own: 200 of them take seconds, not a minute.
QUICK_ITERATIONS = 50_000


def new_user_id() -> str:
    """A fresh User ID such as `practice-7k4mp2`; a billion of them, so that a clash is rare."""
    return "practice-" + "".join(secrets.choice(USER_ID_CHARACTERS) for _ in range(6))


def new_password() -> str:
    """A fresh password such as `Maple-Otter-Creek-4821`: some 34 bits, enough behind a lockout."""
    words = "-".join(secrets.choice(WORDS) for _ in range(3))
    return f"{words}-{secrets.randbelow(9000) + 1000}"


def hash_quickly(password: str) -> str:
    """The hash of a password that `new_password` has just made for a class.

    It is random, and opens nothing but an empty sandbox. Django hashes it anew, at full strength, when its
    owner signs in for the first time.
    """
    hasher = PBKDF2PasswordHasher()
    hashed: str = hasher.encode(password, hasher.salt(), QUICK_ITERATIONS)
    return hashed
