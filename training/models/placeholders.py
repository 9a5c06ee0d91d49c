"""Placeholders in the sentences of exercises, such as `{role}`."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What titles and tasks may contain, and what all other sentences may contain.
NEEDED = ("category", "role", "state", "also_pending", "begin_with")
SELECTED = ("selected", "description")


def fill(sentence: str, words: Mapping[str, str]) -> str:
    """The sentence with its placeholders replaced, such as `{role}` by the name of the role."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), sentence)


def check_placeholders(sentence: str, known: tuple[str, ...]) -> None:
    """Raise ValidationError for a placeholder that nothing fills."""
    for name in PLACEHOLDER.findall(sentence):
        if name not in known:
            choices = ", ".join(f"{{{each}}}" for each in known)
            raise ValidationError(f"{{{name}}} is not known here. Use one of these: {choices}.")
