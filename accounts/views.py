"""Signing in and out, getting a practice identity, starting over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.client_address import client_address
from accounts.decorators import AuthenticatedRequest, for_trainees
from accounts.forms import LoginForm
from accounts.models import TooManyAccountsError, User

# Where the browser's session keeps a fresh identity until it has signed in, so that Back and refresh do
# not lose the password. It opens nothing but an empty sandbox.
NEW_ACCOUNT = "new_identity"
NEW_ACCOUNT_MINUTES = 30


def new_account(request: HttpRequest) -> dict[str, str] | None:
    """The identity that this browser was given within the last half hour and has not yet used."""
    identity = request.session.get(NEW_ACCOUNT)
    if identity and timezone.now().timestamp() - identity["given_at"] < NEW_ACCOUNT_MINUTES * 60:
        return {"user_id": identity["user_id"], "password": identity["password"]}
    return None


class SimulatorLoginView(LoginView):
    """The page that stands for "log in with HARP login credentials" (job aid, step 2.1)."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where `next` leads, if it is a page of this site and not this one."""
        url = super().get_redirect_url()
        return "" if url.partition("?")[0] == self.request.path else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the identity just given, to be typed into the form below it."""
        return super().get_context_data(
            identity=new_account(self.request), minutes=NEW_ACCOUNT_MINUTES, **kwargs
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and forget the password that was shown."""
        response = super().form_valid(form)
        self.request.session.pop(NEW_ACCOUNT, None)
        user = form.get_user()
        if isinstance(user, User):
            user.record_login()
        return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def logout_view(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; a GET (a stale form's way back, a bookmark) asks and changes nothing."""
    if not request.user.is_authenticated:
        return redirect("login")
    if request.method != "POST":
        return render(request, "accounts/logout.html")
    logout(request)
    messages.success(request, "You are signed out.")
    return redirect("login")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def practice_account(request: HttpRequest) -> HttpResponse:
    """Make a private sandbox with a fresh identity and show it on the sign-in page, to be typed there."""
    if request.user.is_authenticated:
        messages.warning(
            request, "You are signed in already. Sign out first to get another practice identity."
        )
        return redirect("welcome")
    if request.method != "POST":
        return redirect("login")
    try:
        _, credentials = User.objects.create_practice_account(client_address(request))
    except TooManyAccountsError:
        return render(request, "accounts/too_many_accounts.html", status=429)
    request.session[NEW_ACCOUNT] = {**credentials.as_dict(), "given_at": timezone.now().timestamp()}
    return redirect("login")  # without `next`: nothing there would be the new identity's


@for_trainees
@require_http_methods(["GET", "HEAD", "POST"])
def start_over(request: AuthenticatedRequest) -> HttpResponse:
    """Ask once, then move the trainee to a new, empty sandbox."""
    if request.method != "POST":
        return render(request, "accounts/start_over.html")
    request.user.start_over()
    messages.success(request, "You have started over. Your sandbox is empty, and you can practice again.")
    return redirect("welcome")
