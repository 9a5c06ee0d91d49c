"""The three pages of the wizard as a trainee would get them, for a category or role that is active or not."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rolerequests.models import CatalogEntry, Role, RoleRequest, UserCategory
from rolerequests.wizard.forms import StepForm
from rolerequests.wizard.steps import STEPS, Step


@dataclass(frozen=True)
class PreviewedPage:
    """A page of the wizard: its step, and its form as it is filled in."""

    step: Step
    form: StepForm


def preview_page(request: HttpRequest, answer: CatalogEntry) -> HttpResponse:
    """All three on one page; what is sent from there is not taken."""
    here = request.path
    if request.method == "POST":
        messages.info(request, "This is a preview: nothing is saved, and nothing was requested.")
        return redirect(here)
    draft = draft_for(answer)
    context = {
        "answer": answer,
        "seen": answer.is_active and (not isinstance(answer, Role) or answer.category.is_active),
        "pages": pages_of(draft),
        "role_request": draft,
        "back": reverse(f"admin:{answer._meta.app_label}_{answer._meta.model_name}_change", args=[answer.pk]),
        "cancel_url": here,
    }
    return render(request, "rolerequests/catalog/preview.html", context)


def draft_for(answer: CatalogEntry) -> RoleRequest:
    """A draft, stored nowhere, that has chosen this: for a category its first role, if it has one."""
    if isinstance(answer, Role):
        return RoleRequest(category=answer.category, role=answer)
    role = Role.objects.offered().filter(category=answer).order_by("position", "name").first()
    return RoleRequest(category=answer, role=role)


def pages_of(draft: RoleRequest) -> list[PreviewedPage]:
    """The pages of the wizard for a draft, the last only if there is a role."""
    pages = []
    for step in STEPS:
        if step is STEPS[-1] and draft.role is None:
            continue
        form = step.form(draft)
        form.heading = "h2"
        pages.append(PreviewedPage(step, form))
    show(pages, draft)
    return pages


def show(pages: list[PreviewedPage], draft: RoleRequest) -> None:
    """Offer on pages 1 and 2 what trainees are offered, and beside it what the draft has chosen."""
    categories = UserCategory.objects.filter(Q(is_active=True) | Q(pk=draft.category_id))
    pages[0].form.set_question("category", categories, draft.category_id)
    offered = Q(pk__in=Role.objects.offered().values("pk")) | Q(pk=draft.role_id)
    roles = Role.objects.filter(offered, category=draft.category_id).order_by("position", "name")
    pages[1].form.set_question("role", roles, draft.role_id)
