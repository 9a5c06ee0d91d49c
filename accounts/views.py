"""Logging in and out, creating a practice account, starting over."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts import login_events, preview, session_limits, unsaved
from accounts.audit_log import Action
from accounts.client_address import client_address
from accounts.decorators import AuthenticatedRequest, for_trainees, page
from accounts.forms import ClassCodeForm, LoginForm
from accounts.models import Credentials, TooManyAccountsError, User

# Session key of a new practice account, kept until it logs in, so that Back and Reload still show the
# password. The account can do nothing but use its own empty sandbox.
NEW_ACCOUNT = "new_account"
NEW_ACCOUNT_MINUTES = 30
USE_NEW_ACCOUNT = "new_account"  # name of the button that logs in with it

LOG_OUT_FIRST = "You are already logged in. Log out first to create another practice account."
LOGGED_OUT_HERE = (
    "You are logged out of the simulator. You are still logged in at your agency: "
    "on a shared computer, log out there, too."
)
NOT_SAVED = (
    "Your session had ended before you sent this page. It was not saved, and nothing was submitted. "
    "Check your selections and send it again."
)


def new_account(request: HttpRequest) -> dict[str, str] | None:
    """The unused practice account that this browser created within NEW_ACCOUNT_MINUTES, or None."""
    account = request.session.get(NEW_ACCOUNT)
    if account and time_of(account["user_id"]) - account["created_at"] < NEW_ACCOUNT_MINUTES * 60:
        return {name: account.get(name, "") for name in ("user_id", "password", "name")}
    return None


def time_of(user_id: str) -> float:
    """The time in the sandbox of this account, in seconds since 1970."""
    user = User.objects.filter(user_id=user_id).select_related("sandbox").first()
    return (user.now() if user else timezone.now()).timestamp()


def show_new_account(request: HttpRequest, credentials: Credentials, name: str = "") -> HttpResponse:
    """Show this account on the login page; `name` is that of somebody in a class."""
    created_at = time_of(credentials.user_id)
    request.session[NEW_ACCOUNT] = {**credentials.as_dict(), "name": name, "created_at": created_at}
    return redirect("login")  # without `next`: a page of another account is no page of the new one


@method_decorator(cache_control(no_transform=True), name="dispatch")  # may show a password
class SimulatorLoginView(LoginView):
    """The page that replaces the HARP login (job aid, step 2.1)."""

    page_title = "Log in"
    http_method_names = ("get", "head", "post")  # Django's view would take a PUT for a POST
    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """The path in `next`, if it is a page of this site but not the login page."""
        url = super().get_redirect_url()
        is_other_page = url.startswith("/") and url.partition("?")[0] != self.request.path
        return url if is_other_page else ""

    def get_default_redirect_url(self) -> str:
        """Staff begin in the admin, trainees on Welcome."""
        is_staff = isinstance(self.request.user, User) and self.request.user.is_staff
        return reverse("admin:index") if is_staff else super().get_default_redirect_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The button of a new account needs this account; it may be used or hidden by now."""
        if USE_NEW_ACCOUNT in request.POST and not new_account(request):
            return redirect("login")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in the new account, if its button was selected. The page says that this accepts the terms."""
        kwargs = super().get_form_kwargs()
        account = new_account(self.request)
        if account and USE_NEW_ACCOUNT in self.request.POST:
            entered = {"username": account["user_id"], "password": account["password"], "terms": "on"}
            kwargs["data"] = {**self.request.POST.dict(), **entered}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the new practice account, which the page shows beside the form."""
        return super().get_context_data(
            account=new_account(self.request),
            minutes=NEW_ACCOUNT_MINUTES,
            not_saved=unsaved.is_remembered(self.request),
            single_sign_on=settings.SSO is not None,
            **kwargs,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in, and open the page whose form was not saved, if there is one."""
        response = super().form_valid(form)
        user = form.get_user()
        if not isinstance(user, User):
            return response
        page = after_login(self.request, user)
        return redirect(page) if page and not self.get_redirect_url() else response


def after_login(request: HttpRequest, user: User) -> str | None:
    """Store the log-in, and delete the password that was shown.

    Returns the page whose form was not saved before it, with a message about it.
    """
    request.session.pop(NEW_ACCOUNT, None)
    user.record_login(client_address(request))
    page = unsaved.page_for(request, user)
    if page:
        messages.warning(request, NOT_SAVED)
    return page


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def logout_view(request: AuthenticatedRequest) -> HttpResponse:
    """Log out by POST, or end a preview. A GET, as after a stale form or from a bookmark, asks first."""
    if not request.user.is_authenticated:
        return redirect("login")
    if request.method != "POST":
        return render(request, "accounts/logout.html")
    if preview.is_on(request):
        preview.end(request)
        return redirect("admin:index")
    at_agency = login_events.AT_AGENCY in request.session
    unsaved.log_out(request, request.user)
    messages.success(request, LOGGED_OUT_HERE if at_agency else "You are logged out.")
    return redirect("login")


def when_logged_out(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for views that create an account: who is logged in is led to Welcome, with a message."""

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            messages.warning(request, LOG_OUT_FIRST)
            return redirect("welcome")
        return view(request)

    return guarded


@when_logged_out
def practice_account(request: HttpRequest) -> HttpResponse:
    """Create a practice account and show its password on the login page."""
    if request.method != "POST":
        return redirect("login")
    try:
        user, credentials = User.objects.create_practice_account(client_address(request))
    except TooManyAccountsError:
        return render(request, "accounts/too_many_accounts.html", status=429)
    login_events.keep(user, user, Action.ACCOUNT_CREATED, request)
    return show_new_account(request, credentials)


@when_logged_out
def class_code(request: HttpRequest) -> HttpResponse:
    """Create a practice account in the class whose code is entered, and show it on the login page."""
    form = ClassCodeForm(request)
    if form.is_valid() and (credentials := form.create_account()):
        return show_new_account(request, credentials, form.cleaned_data["name"])
    return render(request, "accounts/class_code.html", {"form": form})


@require_safe
def session(request: AuthenticatedRequest) -> HttpResponse:
    """Extend the session and show when it ends. The link opens a new tab, so that no selection is lost."""
    session_limits.renew(request)
    context = {
        "ends_at": session_limits.end_of(request),
        "last_end": session_limits.last_end(request),
    }
    return render(request, "accounts/session.html", context)


@page("Start over")
@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
def start_over(request: AuthenticatedRequest) -> HttpResponse:
    """Ask first, then move the trainee to a new, empty sandbox."""
    if request.method != "POST":
        return render(request, "accounts/start_over.html")
    request.user.start_over()
    messages.success(request, "You started over. Your practice data is empty.")
    return redirect("welcome")
