"""Pages of trainees: Welcome to iQIES, the wizard, My Profile, withdrawing a request."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from accounts.composed_query import ComposedQuery
from accounts.decorators import AuthenticatedRequest, for_trainees, page
from accounts.models import User
from accounts.unsaved import keeps_unsaved, restore
from rolerequests.models import (
    NotADraftError,
    RoleRequest,
    SelectionChangedError,
    TransitionError,
)
from rolerequests.models.requests import RoleRequestQuerySet
from rolerequests.wizard import banner
from rolerequests.wizard.forms import StepForm
from rolerequests.wizard.profile import Profile
from rolerequests.wizard.steps import FIRST, LAST, STEPS, Step, after, before, first_incomplete, step_with


def with_selections(pk: Any, user: Any) -> RoleRequestQuerySet:
    """A request of this user, with category and role."""
    return RoleRequest.objects.owned_by(user).filter(pk=pk).select_related("category", "role")


own_to_show = ComposedQuery(with_selections)
own_to_change = ComposedQuery(lambda pk, user: with_selections(pk, user).with_last_event())


def is_own_request(user: User, pk: int | None = None, **kwargs: str) -> bool:
    """Whether the request in a URL is the user's own; True for a URL without one."""
    return pk is None or RoleRequest.objects.owned_by(user).filter(pk=pk).exists()


def step_title(pk: int | None = None, slug: str = FIRST.slug) -> str:
    """The title of a wizard page, as links to it show it."""
    return f"STEP {step_with(slug).number}, {step_with(slug).title}"


@page("Welcome to iQIES")
@require_safe
@for_trainees
def welcome(request: AuthenticatedRequest) -> HttpResponse:
    """Welcome to iQIES (Figures 1, 6 and 11)."""
    return render(request, "rolerequests/wizard/welcome.html")


@page(step_title, is_own=is_own_request)
@keeps_unsaved
@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
def step(request: AuthenticatedRequest, pk: int | None = None, slug: str = FIRST.slug) -> HttpResponse:
    """A page of the wizard. The draft must be the user's own (else 404), and earlier pages complete."""
    current = step_with(slug)
    role_request = draft_or_redirect(request, pk, current)
    if isinstance(role_request, HttpResponse):
        return role_request

    if request.method == "POST":
        return save_step(request, current, role_request)
    kept = restore(request)
    if "check" in request.GET and not kept:
        form = current.checked_form(role_request, request.GET["check"].split(","))
    else:
        form = current.form(role_request)
        form.initial = {**form.initial, **{name: kept[name] for name in form.fields if name in kept}}
    context = {
        "step": current,
        "steps": STEPS,
        "form": form,
        "role_request": role_request,
        "cancel_url": reverse("welcome"),
    }
    return render(request, "rolerequests/wizard/step.html", context)


def draft_or_redirect(
    request: AuthenticatedRequest, pk: int | None, current: Step
) -> RoleRequest | HttpResponse:
    """The user's draft, new without a pk; or a redirect, if this page cannot be shown for it."""
    role_request = RoleRequest.begin(request.user) if pk is None else own_request(request, pk)
    if role_request.sandbox_id != request.user.sandbox_id:
        return archived(request, role_request)
    if not role_request.is_draft:
        return already_submitted(request, current, role_request)
    missing = first_incomplete(role_request)
    if missing.number < current.number:
        messages.info(request, missing.reminder)
        return redirect(missing.url(role_request))
    return role_request


def save_step(request: AuthenticatedRequest, current: Step, role_request: RoleRequest) -> HttpResponse:
    """Save what is valid, and redirect: to the next or previous page, or to this one with its errors."""
    form = current.form(role_request, request.POST)
    form.full_clean()
    previous = before(current) if "previous" in request.POST else None
    try:
        if not previous or form.has_changed():
            form.save(request.user)
        if previous:
            if role_request.sandbox.in_exercise:  # the debrief shows the way taken
                role_request.go_back(current.number, actor=request.user)
            return redirect(previous.url(role_request))
        if form.is_valid() and not form.rejected and form.complete(request.user):
            return step_done(request, current, role_request)
    except NotADraftError:
        return already_submitted(request, current, role_request)
    except SelectionChangedError:
        # The checks of the view redirect to the right page.
        messages.info(request, "This request was changed in another tab. Continue from here.")
        return redirect(current.url(role_request))
    except RoleRequest.DoesNotExist:
        raise Http404 from None
    return redirect(f"{request.path}{check_query(current, role_request, form)}")


def check_query(current: Step, role_request: RoleRequest, form: StepForm) -> str:
    """`?check`, which shows the errors of the draft, with the fields whose errors are not in the draft."""
    found = current.checked_form(role_request, form.rejected)
    others = {name for name in form.errors if not found.has_error(name)}
    names = sorted(form.rejected | others)
    return "?check=" + ",".join(names) if names else "?check"


def own_request(request: AuthenticatedRequest, pk: int) -> RoleRequest:
    """The user's own request in any of their sandboxes. Raises Http404 for another user's."""
    own = own_to_change if request.method == "POST" else own_to_show
    role_request = own.first(pk=pk, user=request.user.pk)
    if role_request is None:
        raise Http404
    sandbox = request.user.sandbox
    if sandbox and role_request.sandbox_id == sandbox.pk:
        role_request.sandbox = sandbox  # saves a query
    return role_request


def step_done(request: HttpRequest, current: Step, role_request: RoleRequest) -> HttpResponse:
    """Redirect to the next page; after the last, to My Profile with its banner."""
    if following := after(current):
        return redirect(following.url(role_request))
    response = redirect("my_profile")
    banner.announce(request, response)
    return response


def already_submitted(request: HttpRequest, current: Step, role_request: RoleRequest) -> HttpResponse:
    """Redirect from the wizard if the request is submitted. A second Submit Request is a success."""
    submitting = request.method == "POST" and current is LAST and "previous" not in request.POST
    if submitting and role_request.is_pending:
        return step_done(request, current, role_request)
    event = "withdrawn" if role_request.is_past else "already submitted"
    messages.info(request, f"Request {role_request.reference} was {event}. You can't change it.")
    return redirect("my_profile")


def archived(request: HttpRequest, role_request: RoleRequest) -> HttpResponse:
    """Redirect from a request that Start over archived."""
    messages.info(
        request,
        f"Request {role_request.reference} was archived when you started over. You can't change it.",
    )
    return redirect("my_profile")


@page("My Profile")
@require_safe
@for_trainees
def my_profile(request: AuthenticatedRequest) -> HttpResponse:
    """My Profile: the green banner once (Figures 5, 10 and 15), then the three lists."""
    context = {
        "profile": Profile(request.user, request.GET),
        "just_submitted": banner.is_announced(request),
    }
    response = render(request, "rolerequests/wizard/my_profile.html", context)
    banner.use_up(request, response)
    return response


@page("Withdraw request", is_own=is_own_request)
@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for confirmation, then withdraw a pending request. Redirects to `next` if it is a local URL."""
    role_request = own_request(request, pk)
    if role_request.is_draft:
        raise Http404
    if role_request.sandbox_id != request.user.sandbox_id:
        return archived(request, role_request)
    next_url = request.POST.get("next") or request.GET.get("next", "")
    if not (next_url.startswith("/") and url_has_allowed_host_and_scheme(next_url, allowed_hosts=None)):
        next_url = reverse("my_profile")
    if request.method != "POST":
        if role_request.is_pending:
            return render(
                request, "rolerequests/wizard/withdraw.html", {"role_request": role_request, "next": next_url}
            )
        return no_longer_pending(request, role_request)
    try:
        role_request.withdraw(actor=request.user)
    except TransitionError:
        return no_longer_pending(request, role_request)
    messages.success(request, f"Request {role_request.reference} is withdrawn. Its role is no longer active.")
    return redirect(next_url)


def no_longer_pending(request: HttpRequest, role_request: RoleRequest) -> HttpResponse:
    """Redirect from a request that is no longer pending."""
    messages.info(request, f"Request {role_request.reference} is no longer pending.")
    return redirect("my_profile")
