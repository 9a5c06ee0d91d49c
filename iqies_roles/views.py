"""Pages that belong to no app: the health check, the way into the admin, and the answer to a stale form."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.urls import reverse


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 and `ok` while the database answers, else 503; public, for load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The admin sends here whom it does not let in. There is one sign-in page; a trainee gets no further."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Lead a form that outlived its sign-in back to its own page, with a sentence.

    Signing in gives new form tokens, so a page that stood open in another tab cannot be sent any more.
    Without any cookie a redirect would go round in circles: then the page says what to do.
    """
    if reason == REASON_NO_CSRF_COOKIE:
        return render(request, "403_csrf.html", status=403)
    messages.warning(
        request,
        "You signed in or out after this page was opened, so what you just sent was not accepted. "
        "Please make your choice on this page again.",
    )
    return redirect(request.get_full_path())
