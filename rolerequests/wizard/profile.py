"""The lists of My Profile: one trainee's requests, each list with its own pages."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import QueryDict

from accounts.composed_query import ComposedQuery
from accounts.models import User
from rolerequests.models import Organization, RequestedOrganization, RoleRequest

ROWS_PER_PAGE = 25

submitted_requests = ComposedQuery(
    lambda user, sandbox: (
        RoleRequest.objects.owned_by(user)
        .filter(sandbox=sandbox)
        .submitted()
        .select_related("role", "category")
    )
)


class RequestList:
    """A list of My Profile: its title, and one page of its rows.

    The query string selects the page (`?pending-requests=2`). A value that is not a number means the first
    page, a number that is too large means the last.
    """

    def __init__(self, title: str, requests: list[RoleRequest], query: QueryDict) -> None:
        self.title = title
        self.slug = title.lower().replace(" ", "-")
        self.total = len(requests)
        self.page = Paginator(requests, ROWS_PER_PAGE).get_page(query.get(self.slug))
        self.rows = list(self.page)
        self.query = query

    def link_to(self, number: int) -> str:
        """The URL of another page of this list. The other lists stay on their pages."""
        query = self.query.copy()
        query[self.slug] = str(number)
        return f"?{query.urlencode()}#{self.slug}"

    def previous_link(self) -> str:
        """URL of the previous page. Raises EmptyPage on the first."""
        return self.link_to(self.page.previous_page_number())

    def next_link(self) -> str:
        """URL of the next page. Raises EmptyPage on the last."""
        return self.link_to(self.page.next_page_number())

    def links(self) -> Iterator[tuple[int | None, str]]:
        """Yield number and URL of each page to show; None where pages are left out."""
        for number in self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1):
            yield (number, self.link_to(number)) if isinstance(number, int) else (None, "")


class Profile:
    """The three lists, newest first: `pending`, `active` and `past`. Two queries for any number of rows."""

    def __init__(self, user: User, query: QueryDict) -> None:
        requests = submitted_requests.all(user=user.pk, sandbox=user.sandbox_id)
        self.pending = RequestList("Pending Requests", [each for each in requests if each.is_pending], query)
        self.active = RequestList("Active roles", [each for each in requests if each.is_active_role], query)
        self.past = RequestList("Past requests", [each for each in requests if each.is_past], query)
        add_organizations([row for each in (self.pending, self.active, self.past) for row in each.rows])


def add_organizations(requests: list[RoleRequest]) -> None:
    """Give these requests the organizations that they name. One query, if any of them names some."""
    keys = {request.pk for request in requests if request.for_organizations}
    named: dict[int, list[Organization]] = {key: [] for key in keys}
    if keys:
        lines = RequestedOrganization.objects.filter(role_request__in=keys).select_related("organization")
        for line in lines:
            named[line.role_request_id].append(line.organization)
    for request in requests:
        request.named_organizations = named.get(request.pk, [])
