"""Help, readable without logging in: the job aid, the User Roles Matrix, the fidelity ledger."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from accounts.decorators import is_open_to, title_of
from accounts.models import User
from rolerequests.job_aid.data import load_data
from rolerequests.job_aid.fidelity import LEDGER, Kind, replica
from rolerequests.models import UserCategory

# URL name and label of each page of Help.
PAGES = (
    ("help", "Job aid"),
    ("user_roles_matrix", "User Roles Matrix"),
    ("fidelity_ledger", "Fidelity ledger"),
)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The job aid's three sections as text, pictures of the pages, and the Service Center."""
    context = {
        "job_aid": load_data("job_aid.json"),
        "pictures": load_data("pictures.json"),
        "phone": settings.SERVICE_CENTER_PHONE,
        "later_phone": settings.SERVICE_CENTER_LATER_PHONE,
        "email": settings.SERVICE_CENTER_EMAIL,
    }
    return render_help(request, "rolerequests/job_aid/help.html", context)


@login_not_required
@require_safe
def user_roles_matrix(request: HttpRequest) -> HttpResponse:
    """Every category and role of the catalog, what page 3 asks, and the source of each fact."""
    context = {"categories": UserCategory.objects.with_offered_roles()}
    return render_help(request, "rolerequests/job_aid/user_roles_matrix.html", context)


@login_not_required
@require_safe
def fidelity_ledger(request: HttpRequest) -> HttpResponse:
    """How closely the replica matches the job aid, and how its contradictions are resolved.

    `?page=` and `?kind=` filter the elements; unknown values are ignored.
    """
    pages = replica()
    page_slug, kind = request.GET.get("page", ""), request.GET.get("kind", "")
    shown = [page for page in pages if page.slug == page_slug] or pages
    if kind in Kind.values:
        shown = [page.only(Kind(kind)) for page in shown]
    everything = [element for page in pages for element in page.elements]
    kinds = [element.source.kind for element in everything]
    context = {
        "job_aid": load_data("job_aid.json"),
        "counts": [(each, kinds.count(each)) for each in Kind],
        "our_messages": sum(each.what == "message" and each.source.kind == Kind.OURS for each in everything),
        "total": len(everything),
        "pages": pages,
        "kinds": Kind,
        "page_slug": page_slug,
        "kind": kind,
        "shown": [page for page in shown if page.elements],
        "shown_count": sum(len(page.elements) for page in shown),
        "contradictions": load_data(LEDGER)["contradictions"],
    }
    return render_help(request, "rolerequests/job_aid/fidelity_ledger.html", context)


def render_help(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of Help, with links to the other pages and back to the page from which Help was opened."""
    return render(request, template, {**context, "help_pages": PAGES, "origin": origin_of(request)})


def origin_of(request: HttpRequest) -> dict[str, str] | None:
    """URL and title of the page from which Help was opened (`?from=`).

    None unless it is a page of ours that the user can open.
    """
    url = request.GET.get("from", "")
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return None
    if isinstance(request.user, User) and not is_open_to(match, request.user):
        return None
    title = title_of(match)
    return {"url": url, "title": title} if title else None
