"""The pages around page 3 that find, add and remove organizations. All of them are ours, not CMS's."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import AuthenticatedRequest, for_trainees, page
from rolerequests.models import (
    NotADraftError,
    Organization,
    OrganizationClosedError,
    Role,
    RoleRequest,
    SelectionChangedError,
    TooManyOrganizationsError,
)
from rolerequests.models.organization_kinds import OrganizationGroup
from rolerequests.organizations.picker import (
    TOO_MANY,
    Results,
    SearchForm,
    SeveralForm,
    add_pasted,
    closed_words,
)
from rolerequests.wizard.steps import LAST
from rolerequests.wizard.views import already_submitted, draft_or_redirect, is_own_request

# Session key: the entries of the pasted list that were not added, with their reasons.
REFUSED = "refused_ccns"
Picker = Callable[[AuthenticatedRequest, RoleRequest], HttpResponse]


def for_organizations(view: Picker) -> Callable[[AuthenticatedRequest, int], HttpResponse]:
    """Decorator: the user's own draft, whose role asks for organizations; otherwise as page 3 would."""

    def guarded(request: AuthenticatedRequest, pk: int) -> HttpResponse:
        role_request = draft_or_redirect(request, pk, LAST)
        if isinstance(role_request, HttpResponse):
            return role_request
        if not group_of(role_request):
            return redirect(LAST.url(role_request))
        try:
            return view(request, role_request)
        except NotADraftError:
            return already_submitted(request, LAST, role_request)
        except SelectionChangedError:
            messages.info(request, "This request was changed in another tab. Continue from here.")
            return redirect(LAST.url(role_request))
        except RoleRequest.DoesNotExist:
            raise Http404 from None

    return guarded


def group_of(role_request: RoleRequest) -> OrganizationGroup | None:
    """The group of organizations that the draft's role asks for, or None."""
    asks = cast(Role, role_request.role).asks_organizations
    return OrganizationGroup(asks) if asks else None


@page("Find organizations", is_own=is_own_request)
@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
@for_organizations
def search(request: AuthenticatedRequest, role_request: RoleRequest) -> HttpResponse:
    """Show what is found, each with a checkbox. A POST adds the selected ones."""
    if request.method == "POST":
        return add_selected(request, role_request)
    form = SearchForm(cast(OrganizationGroup, group_of(role_request)), request.GET)
    results = Results(form, role_request, request.GET) if form.is_valid() else None
    context = {
        "role_request": role_request,
        "step": LAST,
        "search": form,
        "results": results,
        "nothing_selected": results is not None and results.has_choices and "check" in request.GET,
        "back_url": LAST.url(role_request),
    }
    return render(request, "rolerequests/organizations/search.html", context)


def add_selected(request: AuthenticatedRequest, role_request: RoleRequest) -> HttpResponse:
    """Add the selected organizations, then show page 3."""
    keys = [key for key in request.POST.getlist("organizations") if key.isdecimal() and len(key) < 19]
    selected = list(Organization.objects.filter(pk__in=keys).select_related("replaced_by"))
    if not selected:
        query = request.GET.copy()
        query["check"] = ""
        return redirect(f"{request.path}?{query.urlencode()}")
    try:
        added = role_request.add_organizations(selected, actor=request.user)
    except OrganizationClosedError as error:
        for each in error.closed:
            messages.warning(request, closed_words(each))
    except TooManyOrganizationsError:
        messages.warning(request, TOO_MANY)
    else:
        tell_added(request, role_request, added)
    return redirect(LAST.url(role_request))


def tell_added(request: AuthenticatedRequest, role_request: RoleRequest, added: list[Organization]) -> None:
    """A message with what was added, and how many the request names now."""
    total = role_request.requested_organizations.count()
    named = f"This request is for {total} {'organization' if total == 1 else 'organizations'}."
    if not added:
        messages.info(request, "What you selected has been added already.")
    elif len(added) == 1:
        messages.success(request, f"{added[0]} was added. {named}")
    else:
        messages.success(request, f"{len(added)} organizations were added. {named}")


@page("Add several by CCN", is_own=is_own_request)
@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
@for_organizations
def several(request: AuthenticatedRequest, role_request: RoleRequest) -> HttpResponse:
    """Add a pasted list of CCNs. Those that cannot be added stay in the field, each with its reason."""
    if group_of(role_request) != OrganizationGroup.PROVIDER:
        return redirect(LAST.url(role_request))
    if request.method == "POST":
        form = SeveralForm(request.POST)
        if form.is_valid():
            return add_list(request, role_request, form.cleaned_data["ccns"])
        if not request.POST.get("ccns", "").strip():
            request.session.pop(REFUSED, None)
            return redirect(f"{request.path}?check")
    else:
        kept = request.session.get(REFUSED, {})
        refused = kept["entries"] if kept.get("request") == role_request.pk else []
        text = "\n".join(entry for entry, _ in refused)
        form = SeveralForm({"ccns": text} if "check" in request.GET else None, initial={"ccns": text})
        if form.is_valid():
            form.refuse([reason for _, reason in refused])
    context = {"role_request": role_request, "step": LAST, "form": form, "back_url": LAST.url(role_request)}
    return render(request, "rolerequests/organizations/several.html", context)


def add_list(request: AuthenticatedRequest, role_request: RoleRequest, text: str) -> HttpResponse:
    """Add what can be added, then show page 3, or the list again with what was refused."""
    pasted = add_pasted(role_request, text, actor=request.user)
    request.session.pop(REFUSED, None)
    if pasted.added or not pasted.refused:
        tell_added(request, role_request, pasted.added)
    if not pasted.refused:
        return redirect(LAST.url(role_request))
    request.session[REFUSED] = {"request": role_request.pk, "entries": pasted.refused}
    return redirect(f"{request.path}?check")


@require_http_methods(["GET", "HEAD", "POST"])
@for_trainees
@for_organizations
def remove(request: AuthenticatedRequest, role_request: RoleRequest) -> HttpResponse:
    """Remove an organization from the draft. A GET, as after logging in again, changes nothing."""
    key = request.POST.get("organization", "")
    found = Organization.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if found and role_request.remove_organization(found, actor=request.user):
        messages.success(request, f"{found} was removed.")
    return redirect(LAST.url(role_request))
