"""Logging in with an agency's account: to the provider, and back from it."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import login_events
from accounts.audit_log import Action
from accounts.single_sign_on import provider
from accounts.single_sign_on.exceptions import AgencyLoginError
from accounts.single_sign_on.members import user_of
from accounts.views import SimulatorLoginView, after_login

NEXT = "agency_login_next"  # key of the session: the page to open afterwards
BACKEND = "accounts.backends.AccountBackend"


@login_not_required
@require_GET
def agency_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the agency's log-in. A link leads here: the security policy keeps forms on this site."""
    if request.user.is_authenticated:
        return redirect("login")  # which leads to the first page
    request.session[NEXT] = SimulatorLoginView(request=request).get_redirect_url()
    try:
        return provider.to_provider(request, request.build_absolute_uri(reverse("agency_login_done")))
    except AgencyLoginError as error:
        return refused(request, error)


@login_not_required
@require_GET
def agency_login_done(request: HttpRequest) -> HttpResponse:
    """Log in the person whom the provider has led back here."""
    if request.user.is_authenticated:
        return redirect("login")
    try:
        user = user_of(provider.claims_of(request))
    except AgencyLoginError as error:
        return refused(request, error)
    request.session[login_events.AT_AGENCY] = True
    login(request, user, BACKEND)
    unsaved_page = after_login(request, user)
    return redirect(request.session.pop(NEXT, "") or unsaved_page or "admin:index")


def refused(request: HttpRequest, error: AgencyLoginError) -> HttpResponse:
    """Redirect to the log-in page, which says why. The audit log keeps it if the account is known."""
    messages.error(request, str(error))
    if error.user:
        login_events.keep(None, error.user, Action.LOGIN_FAILED, request, reason=str(error))
    page = request.session.pop(NEXT, "")
    return redirect(reverse("login", query={"next": page} if page else None))
