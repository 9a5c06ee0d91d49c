"""Names of trainees: their order, and the User IDs that they get."""

import re
from collections.abc import Iterable, Iterator

from anyascii import anyascii
from django.db.models import Q
from django.utils.text import slugify

from accounts.models.search_text import searchable
from accounts.models.users import User

NUMBERS = re.compile("([0-9]+)")
NAMELESS = "trainee"  # User IDs of names without letters or digits begin so


def natural_key(text: str) -> list[str | int]:
    """A key that sorts numbers in a text by value, and the rest without regard to case and accents."""
    parts = NUMBERS.split(searchable(text))  # texts and numbers alternate
    return [int(part) if index % 2 else part for index, part in enumerate(parts)]


def free_user_ids(names: Iterable[str]) -> Iterator[str]:
    """A free User ID for each name, in the same order. Letters of other scripts are written in ASCII.

    A name without letters or digits gets `trainee-1` or the like.
    """
    bases = [slugify(anyascii(name))[:50].strip("-_") for name in names]
    starts = Q(pk__in=[])
    for base in set(bases):
        starts |= Q(user_id__startswith=base or NAMELESS)
    taken = set(User.objects.filter(starts).values_list("user_id", flat=True))
    for base in bases:
        number = 1
        user_id = base or f"{NAMELESS}-{number}"
        while user_id in taken:
            number += 1
            user_id = f"{base or NAMELESS}-{number}"
        taken.add(user_id)
        yield user_id
