"""Columns of lists in the admin that say a yes or no in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin


def worded(field: str, yes: str, no: str, description: str) -> Callable[[Any], str]:
    """A column for a field that is true or false, such as `Open` and `Closed`. It sorts by the field."""

    @admin.display(description=description, ordering=field)
    def words(obj: Any) -> str:
        return yes if getattr(obj, field) else no

    words.__name__ = field  # of the class of its cells
    return words


ACTIVE = worded("is_active", "Active", "Inactive", "status")
