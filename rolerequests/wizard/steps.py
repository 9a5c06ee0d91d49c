"""The step table: the pages of the wizard, their order, and when each one is complete."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from rolerequests.models import RoleRequest
from rolerequests.wizard.forms import CategoryForm, OrganizationsForm, RoleForm, StepForm


@dataclass(frozen=True)
class Step:
    """A page of the wizard. Title and lead text are verbatim from the job aid."""

    slug: str
    number: int
    title: str
    lead: str
    form_class: type[StepForm]
    template: str  # the part below STEP n
    is_complete: Callable[[RoleRequest], bool]
    reminder: str  # message when a later page is opened too early

    def form(self, role_request: RoleRequest, data: Any = None) -> StepForm:
        """The form of this page. `data` is the posted data, or None."""
        return self.form_class(role_request, data, title=self.title, lead=self.lead)

    def checked_form(self, role_request: RoleRequest, rejected: Collection[str]) -> StepForm:
        """The form of this page, bound to the draft, with its errors.

        `rejected` are the names of fields whose posted values the draft does not hold.
        """
        selections = self.form_class.selections(role_request)
        held = {name: value for name, value in selections.items() if value and name not in rejected}
        form = self.form(role_request, held)
        form.check(rejected)
        return form

    def url(self, role_request: RoleRequest) -> str:
        """The URL of this page for a saved draft."""
        return reverse("step", args=[role_request.pk, self.slug])


def has_offered_category(role_request: RoleRequest) -> bool:
    """Whether page 1 still offers the category of the draft."""
    return role_request.category is not None and role_request.category.is_active


def has_offered_role(role_request: RoleRequest) -> bool:
    """Whether page 2 still offers the role of the draft."""
    role = role_request.role
    return role is not None and role.category_id == role_request.category_id and role.is_offered


STEPS = (
    Step(
        slug="category",
        number=1,
        title="Select a User Category",
        lead="Select the category of your organization to begin the role request process.",
        form_class=CategoryForm,
        template="rolerequests/wizard/selection.html",
        is_complete=has_offered_category,
        reminder="Select a user category first.",
    ),
    Step(
        slug="role",
        number=2,
        title="Select a User Role",
        lead="Select the user role that best fits your needs.",
        form_class=RoleForm,
        template="rolerequests/wizard/selection.html",
        is_complete=has_offered_role,
        reminder="Select a user role first.",
    ),
    Step(
        slug="organizations",
        number=3,
        title="Add Organizations",
        lead="",
        form_class=OrganizationsForm,
        template="rolerequests/wizard/organizations.html",
        is_complete=lambda role_request: not role_request.is_draft,
        reminder="",
    ),
)
FIRST, LAST = STEPS[0], STEPS[-1]


def step_with(slug: str) -> Step:
    """The step with this slug. Raises StopIteration for an unknown slug, which no URL contains."""
    return next(step for step in STEPS if step.slug == slug)


def before(step: Step) -> Step | None:
    """The previous step, or None for the first."""
    return STEPS[step.number - 2] if step.number > 1 else None


def after(step: Step) -> Step | None:
    """The next step, or None for the last."""
    return STEPS[step.number] if step.number < len(STEPS) else None


def first_incomplete(draft: RoleRequest) -> Step:
    """The first page that is not complete. For a draft, the last page never is."""
    return next(step for step in STEPS if not step.is_complete(draft))
