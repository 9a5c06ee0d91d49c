"""Search in lists of the admin whose objects, or related ones, have a `search_text`."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal

from accounts.large_lists import filter_by_density
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
        return (filter_by_density(queryset, self.matches(words)) if words else queryset), False


def contains(words: list[str]) -> Q:
    """The condition that an object's own text has all words."""
    return Q(*(("search_text__contains", word) for word in words))


def words_of(search_term: str) -> Iterator[str]:
    """The searchable words of what was typed."""
    for word in smart_split(search_term):
        if len(word) > 1 and word.startswith(('"', "'")) and word[0] == word[-1]:
            yield from filter(None, [searchable(unescape_string_literal(word))])
        else:
            yield from searchable(word).split()
