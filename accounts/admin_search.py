"""Search in lists of the admin whose objects, or related ones, have a `search_text`."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

from accounts.conditions import among, has_one
from accounts.large_lists import filter_by_density
from accounts.models import Sandbox, TrainingClass
from accounts.models.search_text import searchable


class SearchTextMixin:
    """Mixin for a ModelAdmin: each word of a search must match. Words in quotes are one."""

    search_fields: Any = ("search_text",)

    def matches(self, words: list[str]) -> Q:
        """The condition that an object matches these searchable words."""
        return contains(words)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = list(words_of(search_term))
        if not words:
            return queryset, False
        everything = self.get_queryset(request)  # type: ignore[attr-defined] # of a ModelAdmin
        return filter_by_density(queryset, self.matches(words), everything), False


def contains(words: list[str]) -> Q:
    """The condition that an object's own text has all words."""
    return Q(*(("search_text__contains", word) for word in words))


def in_class(word: str) -> Q:
    """The condition that an object is of a class with this word in its name; empty if there is none."""
    classes = TrainingClass.objects.filter(contains([word]))
    if not classes.exists():
        return Q()
    # Not as a join: SQLite would read all rows in the order of the list.
    sandboxes = Sandbox.objects.filter(training_class__in=classes)
    keys = sandboxes.values_list("pk", flat=True)
    return among("sandbox", keys, has_one(sandboxes.filter(pk=OuterRef("sandbox"))))


def in_class_or(words: list[str], condition: Callable[[list[str]], Q]) -> Q:
    """The condition that each word is in the name of the object's class, or that `condition` finds it."""
    found, others = Q(), []
    for word in words:
        if of_class := in_class(word):
            found &= of_class | condition([word])
        else:
            others.append(word)
    return found & condition(others) if others else found


def words_of(search_term: str) -> Iterator[str]:
    """The searchable words of what was typed."""
    for word in smart_split(search_term):
        if len(word) > 1 and word.startswith(('"', "'")) and word[0] == word[-1]:
            yield from filter(None, [searchable(unescape_string_literal(word))])
        else:
            yield from searchable(word).split()
