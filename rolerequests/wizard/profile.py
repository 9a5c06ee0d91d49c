"""What My Profile lists: the requests of one trainee's sandbox, each list paged by itself."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import QueryDict

from accounts.models import User
from rolerequests.models import RoleRequest

ROWS_PER_PAGE = 25


class RequestList:
    """One of the lists: its title, and one page of its rows.

    Which page comes from the query string (`?pending-requests=2`); what is no page number means the first
    page, what is too large the last.
    """

    def __init__(self, title: str, requests: list[RoleRequest], query: QueryDict) -> None:
        self.title = title
        self.slug = title.lower().replace(" ", "-")
        self.total = len(requests)
        self.page = Paginator(requests, ROWS_PER_PAGE).get_page(query.get(self.slug))
        self.rows = list(self.page)
        self.query = query

    def link_to(self, number: int) -> str:
        """The address of another page of this list, on which the other lists stay where they are."""
        query = self.query.copy()
        query[self.slug] = str(number)
        return f"?{query.urlencode()}#{self.slug}"

    def previous_link(self) -> str:
        """To the page before; only where there is one."""
        return self.link_to(self.page.previous_page_number())

    def next_link(self) -> str:
        """To the page after; only where there is one."""
        return self.link_to(self.page.next_page_number())

    def links(self) -> Iterator[tuple[int | None, str]]:
        """Number and address of each page to name; None where some are left out."""
        for number in self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1):
            yield (number, self.link_to(number)) if isinstance(number, int) else (None, "")


class Profile:
    """The three lists, newest first: `pending`, `active` and `past`. Two queries, however many rows."""

    def __init__(self, user: User, query: QueryDict) -> None:
        requests = RoleRequest.objects.in_sandbox_of(user).submitted()
        brief = list(requests.only("status", "effective_at", "ended_at"))
        self.pending = RequestList("Pending Requests", [each for each in brief if each.is_pending], query)
        self.active = RequestList("Active roles", [each for each in brief if each.is_active_role], query)
        self.past = RequestList("Past requests", [each for each in brief if each.is_past], query)

        lists = (self.pending, self.active, self.past)
        shown = {each.pk for each_list in lists for each in each_list.rows}
        whole = requests.select_related("role", "category").in_bulk(shown)
        for each_list in lists:
            each_list.rows = [whole[each.pk] for each in each_list.rows]
