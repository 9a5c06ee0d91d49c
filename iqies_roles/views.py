"""What belongs to no app: the way into the admin, the error pages, and the answer to a stale form."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from rolerequests.models import RoleRequest


@login_not_required
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin sends here whom it does not let in. There is one sign-in page; a trainee gets no further.

    Staff, who are let in, go on to `next`, if it is a page of this site.
    """
    front_page = reverse("admin:index")
    going_to = request.GET.get("next", front_page)
    if not request.user.is_authenticated:
        return redirect_to_login(going_to)
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect(going_to if is_ours(going_to, request) else front_page)


def is_ours(address: str, request: HttpRequest) -> bool:
    """Whether an address is a page of this site."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def error_page(status: int) -> Callable[..., HttpResponse]:
    """The view for an error that is the asker's.

    Django's own ones read the form that was sent, for its token; they fail where just that cannot be read.
    """

    def page(request: HttpRequest, exception: Exception, *args: Any) -> HttpResponse:
        return render(request, f"{status}.html", status=status)

    return page


def fault(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours; made from nothing, because anything may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Lead a form that outlived its sign-in back to its own page, with a sentence.

    Signing in gives new form tokens, so a page that stood open in another tab cannot be sent any more.
    Without any cookie, or from another site's address, a redirect would go round in circles: then a page
    says what to do.
    """
    no_cookie = reason == REASON_NO_CSRF_COOKIE
    if no_cookie or reason.startswith(("Origin", "Referer")):
        return render(request, "403_csrf.html", {"no_cookie": no_cookie}, status=403)
    messages.warning(
        request,
        "You signed in or out after this page was opened, so what you just sent was not accepted. "
        "Please make your choice on this page again.",
    )
    match = request.resolver_match
    if match and "admin" in match.app_names:
        came_from = request.headers.get("Referer", "")  # some forms are sent to what is no page
        return redirect(came_from if is_ours(came_from, request) else request.get_full_path())
    if request.user.is_authenticated and match and "pk" in match.kwargs:
        own = RoleRequest.objects.owned_by(request.user).filter(pk=match.kwargs["pk"])
        if not own.exists():  # signed in as somebody else meanwhile
            return redirect("welcome")
    return redirect(request.get_full_path())
