"""Lists of the admin that take as long with a million rows as with ten.

A list counts COUNTED rows at most. A longer list says "more than 10,000", and leads from page to page from
its beginning or from its end. Each page first finds its keys, which an index in the order of the list answers
alone, and then reads only its own rows.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.paginator import EmptyPage, Page, Paginator
from django.db import connection
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.conditions import any_of, few, has_one, is_frequent
from accounts.date_navigation import date_navigation

COUNTED = 10_000


def count_up_to_limit(queryset: QuerySet[Any]) -> int:
    """The number of rows; COUNTED + 1 if there are more than COUNTED. Counts a query set once."""
    known: int | None = getattr(queryset, "known_count", None)
    if known is None:
        known = queryset.order_by().values("pk")[: COUNTED + 1].count()
        queryset.known_count = known  # type: ignore[attr-defined] # lost when it is filtered further
    return known


def in_words(count: int) -> str:
    """A number of `count_up_to_limit` for people."""
    return str(count) if count <= COUNTED else f"more than {COUNTED:,}"


def filter_by_density(queryset: QuerySet[Any], condition: Q, unfiltered: QuerySet[Any]) -> QuerySet[Any]:
    """Filter the rows of a list, so that a page of many is found without sorting all.

    PostgreSQL knows from its statistics when to follow the index of the order. SQLite has none and would
    always use the indexes of the condition: with many rows, the condition is hidden from its planner. The
    result remembers its count until it is filtered further.
    """
    found = queryset.filter(condition)
    common = in_common(queryset, condition, unfiltered)
    count = count_up_to_limit(found) if common is None else len(common)
    if common is not None and count <= COUNTED:
        found = unfiltered.filter(any_of("pk", common)).order_by(*queryset.query.order_by)
    elif count > COUNTED and connection.vendor == "sqlite":
        found = queryset.filter(Case(When(condition, then=Value(True)), default=Value(False)))
    found.known_count = count  # type: ignore[attr-defined] # read by count_up_to_limit
    return found


def in_common(queryset: QuerySet[Any], condition: Q, unfiltered: QuerySet[Any]) -> list[Any] | None:
    """The keys of the rows of a long list that meet a condition, COUNTED + 1 at most.

    No database knows how many rows two conditions have in common. If `queryset` has others than `unfiltered`,
    this one is looked up alone, and the others are evaluated for what it finds. None if that is not few.
    """
    has_others = len(queryset.query.where) > len(unfiltered.query.where)
    if not has_others or is_frequent(condition) or count_up_to_limit(queryset) <= COUNTED:
        return None
    keys = few(unfiltered.filter(condition).values_list("pk", flat=True))
    if keys is None:
        return None
    if connection.vendor == "sqlite":  # would look up another condition first
        found = unfiltered.filter(any_of("pk", keys), has_one(queryset.filter(pk=OuterRef("pk"))))
    else:
        found = queryset.filter(any_of("pk", keys))
    return list(found.order_by().values_list("pk", flat=True)[: COUNTED + 1])


class LargeListPaginator(Paginator):
    """Pages of a list. If it is not counted to its end, page -1 is the last one, -2 the one before."""

    has_more = False  # rows after the page that was read last, or before one from the end
    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        return count_up_to_limit(self.object_list)

    @property
    def is_counted(self) -> bool:
        """Whether `count` is the number of all rows."""
        return self.count <= COUNTED

    def page(self, number: int | str) -> Page[Any]:
        """The page of this number, with the keys of its rows. Raises InvalidPage if it has none."""
        number = self.validate_number(number) if self.is_counted else int(number)
        if not number:
            raise EmptyPage
        ordered = self.object_list if number > 0 else self.object_list.reverse()
        start = (abs(number) - 1) * self.per_page
        keys = list(ordered.values_list("pk", flat=True)[start : start + self.per_page + 1])
        if not keys and self.count:
            raise EmptyPage
        self.has_more = len(keys) > self.per_page
        return Page(keys[: self.per_page], number, self)


class LargeChangeList(ChangeList):
    """A list of the admin with LargeListPaginator.

    If it is not counted to its end, only columns in `sorts_when_long` of its ModelAdmin sort it, if there is
    such an attribute. A filter can have a `condition_by_density` instead of changing the query set.
    """

    full_result_count: int

    def get_queryset(self, request: HttpRequest, *args: Any) -> QuerySet[Any]:
        queryset = super().get_queryset(request, *args)
        for spec in self.filter_specs:
            if condition := getattr(spec, "condition_by_density", Q)():
                queryset = filter_by_density(queryset, condition, self.root_queryset)
        if not self.may_sort() and count_up_to_limit(queryset) > COUNTED:
            del self.params[ORDER_VAR], self.filter_params[ORDER_VAR]
            queryset = queryset.order_by(*self.get_ordering(request, queryset.order_by()))
        return queryset

    def may_sort(self) -> bool:
        """Whether the list can be sorted as the URL asks, however long it is."""
        columns = [each.lstrip("-") for each in self.params.get(ORDER_VAR, "").split(".")]
        names = [self.list_display[int(each)] for each in columns if self.is_column(each)]
        fast = getattr(self.model_admin, "sorts_when_long", names)
        return all(name in fast for name in names)

    def is_column(self, number: str) -> bool:
        """Whether a part of the URL is the number of a column."""
        return number.isdecimal() and int(number) < len(self.list_display)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list
        shows_all = self.show_all and self.can_show_all  # all rows, otherwise keys
        rows = self.queryset if shows_all else self.root_queryset.filter(pk__in=self.result_list)
        self.result_list = self.apply_select_related(rows).order_by(*self.queryset.query.order_by)
        if not self.is_counted:
            self.sortable_by = getattr(self.model_admin, "sorts_when_long", self.sortable_by)
        self.is_filtered = bool(self.query or self.get_filters_params())
        full = count_up_to_limit(self.root_queryset) if self.is_filtered else self.result_count
        self.full_result_count, self.show_admin_actions = full, bool(full)

    @property
    def is_counted(self) -> bool:
        """Whether the number of results is known."""
        return bool(self.paginator.is_counted)

    def result_words(self) -> str:
        """The number of results, or "more than 10,000"."""
        return in_words(self.result_count)

    def full_result_words(self) -> str:
        """The same without search and filters."""
        return in_words(self.full_result_count)

    def dates(self) -> dict[str, Any]:
        """The links of the date navigation."""
        return date_navigation(self)

    def page_links(self) -> Iterator[tuple[str, str]]:
        """Label and URL of each link below a list that is not counted; this page has no URL."""
        number, more = self.page_num, self.paginator.has_more
        if number != 1 and (number > 0 or more):
            yield "First page", self.link_to(1)
            yield "Previous page", self.link_to(number - 1)
        yield self.page_name(number), ""
        if number < -1 or (number > 0 and more):
            yield "Next page", self.link_to(number + 1)
            yield "Last page", self.link_to(-1)

    def page_name(self, number: int) -> str:
        """How the page is called."""
        if number > 0:
            return f"Page {number}"
        return "Last page" if number == -1 else f"Page {-number} from the end"

    def link_to(self, number: int) -> str:
        """The URL of a page."""
        return self.get_query_string({PAGE_VAR: number})
