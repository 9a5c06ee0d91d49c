"""The preview of a category or role: the three pages of the wizard as a trainee would see them."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rolerequests.models import Role, RoleRequest, UserCategory

# A preview is the wizard's own pages: copies of them would differ one day.
from rolerequests.wizard.forms import StepForm
from rolerequests.wizard.steps import STEPS, Step


@dataclass(frozen=True)
class PreviewedPage:
    """A page of the wizard: its step and its filled-in form."""

    step: Step
    form: StepForm


def preview_page(request: HttpRequest, entry: UserCategory | Role) -> HttpResponse:
    """All steps on one page. Submitted forms are ignored."""
    if request.method == "POST":
        messages.info(request, "This is a preview. Nothing was saved or requested.")
        return redirect(request.path)
    draft = draft_for(entry)
    meta = entry._meta
    context = {
        "entry": entry,
        "is_visible": entry.is_active and (not isinstance(entry, Role) or entry.category.is_active),
        "pages": pages_of(draft),
        "role_request": draft,
        "change_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk]),
        "cancel_url": request.path,
    }
    return render(request, "rolerequests/catalog/preview.html", context)


def draft_for(entry: UserCategory | Role) -> RoleRequest:
    """An unsaved draft with this role, or with this category and its first offered role, if it has one."""
    if isinstance(entry, Role):
        return RoleRequest(category=entry.category, role=entry)
    role = Role.objects.offered().filter(category=entry).order_by("position", "name").first()
    return RoleRequest(category=entry, role=role)


def pages_of(draft: RoleRequest) -> list[PreviewedPage]:
    """The pages of the wizard for a draft; without a role, page 3 is left out."""
    pages = []
    for step in STEPS:
        if step is STEPS[-1] and draft.role is None:
            continue
        form = step.form(draft)
        form.heading = "h2"
        pages.append(PreviewedPage(step, form))
    offer_entries(pages, draft)
    return pages


def offer_entries(pages: list[PreviewedPage], draft: RoleRequest) -> None:
    """Offer on pages 1 and 2 what trainees see, and the selections of the draft even if they are inactive."""
    categories = UserCategory.objects.filter(Q(is_active=True) | Q(pk=draft.category_id))
    pages[0].form.set_question("category", list(categories), draft.category_id)
    offered = Q(pk__in=Role.objects.offered().values("pk")) | Q(pk=draft.role_id)
    roles = Role.objects.filter(offered, category=draft.category_id).order_by("position", "name")
    pages[1].form.set_question("role", list(roles), draft.role_id)
