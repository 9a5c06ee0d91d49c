"""Finds organizations by CCN, or by words of name and city. The same on all databases.

A scan of one column compares words. PostgreSQL also has an index of them, which leaves few rows to compare.
docs/performance.md has the times among 100,000 organizations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan, In

from accounts.composed_query import ComposedQuery
from rolerequests.models import Organization
from rolerequests.models.ccn import codes_in, is_beginning, is_ccn, likely_meant, normalized
from rolerequests.models.organization_kinds import OrganizationGroup, kinds_of
from rolerequests.models.organizations import IN_EVERY_NAME, plain_words

MAX_FOUND = 500  # more are not listed
MAX_WORDS = 8  # the others are ignored
CODE_LENGTH = 10


@dataclass(frozen=True)
class Search:
    """What is asked for: CCN or words, a group (None for all), a state and a kind ('' for all)."""

    text: str
    group: OrganizationGroup | None = None
    state: str = ""
    kind: str = ""

    @property
    def has_ccns(self) -> bool:
        """Whether a text can be a CCN."""
        return self.group in (None, OrganizationGroup.PROVIDER)

    def takes(self, organization: Organization) -> bool:
        """Whether it is of this group, state and kind."""
        asked = {"group": self.group, "state": self.state, "kind": self.kind}
        return all(getattr(organization, name) == value for name, value in asked.items() if value)


@dataclass(frozen=True)
class Found:
    """The keys of the organizations found, by name; None if they are more than MAX_FOUND."""

    keys: list[int] | None
    condition: Q  # what they have in common, besides group, state and kind
    is_code: bool = False  # whether the text was read as a CCN, whole or its beginning
    meant: list[str] = field(default_factory=list)  # the whole CCN that was probably meant
    rows: dict[int, Organization] | None = None  # by key, if they were read already

    def page(self, number: int, size: int) -> list[Organization]:
        """The organizations of one page, 1 for the first."""
        keys = (self.keys or [])[(number - 1) * size : number * size]
        rows = with_replacements().in_bulk(keys) if self.rows is None else self.rows
        return [rows[key] for key in keys if key in rows]


def find(search: Search) -> Found:
    """Find organizations of the group that the role asks for. At most three queries."""
    scope = scope_of(search)
    if search.has_ccns and (codes := whole_codes(search.text)):
        return find_by_codes(codes, search)
    code = normalized(search.text)
    meant = likely_meant(code) if search.has_ccns else None
    if search.has_ccns and is_beginning(code):
        condition = Q(code__range=(code, code.ljust(CODE_LENGTH, "Z")))
        found = sorted_keys(condition & scope)
        if meant and found is not None:
            found += sorted_keys(Q(code=meant) & scope) or []
        return Found(found, condition, is_code=True, meant=[meant] if meant else [])
    if meant:
        return find_by_codes([meant], search, meant=[meant])
    words = plain_words(search.text)
    if search.text and not words:
        return Found([], Q(pk__in=[]))  # punctuation only
    condition = have_words([word for word in words if word != IN_EVERY_NAME][:MAX_WORDS])
    return Found(sorted_keys(condition & scope), condition)


def find_by_codes(codes: list[str], search: Search, meant: Sequence[str] = ()) -> Found:
    """Find the few organizations with these codes. One query."""
    condition = Q(code__in=codes)
    found = with_code.all(code=codes[0]) if len(codes) == 1 else with_replacements().filter(condition)
    rows = {each.pk: each for each in found if search.takes(each)}
    return Found(list(rows), condition, is_code=True, meant=list(meant), rows=rows)


def with_replacements() -> QuerySet[Organization]:
    """Organizations by name, each with the one that replaced it."""
    return Organization.objects.select_related("replaced_by")


with_code = ComposedQuery(lambda code: with_replacements().filter(code=code))


class WordIndex(Func):
    """Whether, in PostgreSQL's index, words begin with each of these texts; true everywhere on SQLite.

    A comparison is always beside it, and alone decides. Migration 0017 has the expression of the index.
    """

    output_field = BooleanField()
    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s::tsquery"
    arg_joiner = ", ' '), '')) @@ "

    def __init__(self, beginnings: list[str]) -> None:
        asked = " & ".join(f"'{text}':*" for text in beginnings)  # which have no quotes
        super().__init__("search_words", Value(asked))

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition of a database without such an index."""
        return "TRUE", ()


def have_words(beginnings: list[str]) -> Q:
    """The condition that for each of these texts a word of name or city begins with it.

    The first text alone comes before: SQLite compares wherever the first letter fits, most often at a blank.
    """
    if not beginnings:
        return Q()
    parts = (*beginnings[:1], *(f" {text}" for text in beginnings))
    compared = (GreaterThan(StrIndex("search_words", Value(part)), 0) for part in parts)
    return Q(*compared, WordIndex(beginnings))


def scope_of(search: Search) -> Q:
    """The condition of the group, the state and the kind.

    Kinds of a group are an expression: with a column, SQLite reads the index of kinds. PostgreSQL compares
    such a list after the words.
    """
    scope = Q(state=search.state) if search.state else Q()
    if search.kind:
        return scope & Q(kind=search.kind)
    if search.group:
        return scope & Q(In(Coalesce("kind", Value("")), kinds_of(search.group)))
    return scope


def whole_codes(text: str) -> list[str]:
    """The whole CCNs in the text, which may be pasted together with a name."""
    code = normalized(text)
    return [code] if is_ccn(code) else codes_in(text)


def sorted_keys(condition: Q) -> list[int] | None:
    """The keys by name; None if they are more than MAX_FOUND.

    A query of its own finds them, so that it reads an index instead of the rows. It has no ORDER BY: with it,
    both databases read the index of names for minutes.
    """
    keys = Organization.objects.order_by().filter(condition).values("pk")[: MAX_FOUND + 1]
    rows = Organization.objects.order_by().filter(pk__in=keys).values_list("name", "code", "pk")
    found = [key for _, _, key in sorted(rows)]
    return found if len(found) <= MAX_FOUND else None
