"""Forms of the three wizard pages. Each one saves its selections in the draft."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from django import forms
from django.template.loader import render_to_string

from accounts.models import User
from rolerequests.drop_down import FixedChoices, PlainSelect
from rolerequests.models import (
    CatalogEntry,
    IdenticalRequestError,
    OrganizationClosedError,
    OrganizationsChangedError,
    OrganizationsRequiredError,
    Role,
    RoleRequest,
    SelectionChangedError,
    SelectionDeletedError,
    TransitionError,
)
from rolerequests.models.catalog import offered_categories, offered_roles
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.organization_kinds import OrganizationGroup
from rolerequests.models.us_states import State
from rolerequests.organizations.picker import SearchForm
from rolerequests.wizard.widgets import Radios, TilesField

STATE_CHOICES = FixedChoices([("", "Select a state"), *State.choices])
SURVEYOR_CHOICES = FixedChoices(SurveyorResponse.choices)


class StepForm(forms.Form):
    """Base of the three forms: a draft, with title and lead text from the step table.

    Unbound, it shows the draft's selections. Bound to posted data, it saves them. Bound to the draft
    (`check`), it shows what is still wrong.
    """

    problem = "There is a problem"  # heading of the error summary
    heading = "h1"  # element of the page's title; the admin's preview shows several forms and sets h2

    def __init__(self, role_request: RoleRequest, data: Any = None, *, title: str, lead: str) -> None:
        self.role_request = role_request
        self.title = title
        self.lead = lead
        self.rejected: set[str] = set()  # names of fields whose posted values the draft cannot hold
        super().__init__(data, initial=self.selections(role_request))

    @staticmethod
    def selections(role_request: RoleRequest) -> dict[str, Any]:
        """The draft's selections on this page, by field name."""
        raise NotImplementedError

    @property
    def has_choices(self) -> bool:
        """Whether the page's question offers any choice."""
        return all(field.entries for field in self.fields.values() if isinstance(field, TilesField))

    def set_question(self, name: str, entries: Sequence[CatalogEntry], selected: int | None) -> None:
        """Make the field `name` the page's question: what it offers, and the pk that is selected."""
        field = cast(TilesField, self.fields[name])
        field.label, field.help_text = self.title, self.lead
        field.offer(entries)
        self.initial[name] = selected

    def save(self, actor: User) -> None:
        """Save the valid selections in the draft. Raises TransitionError, or DoesNotExist."""
        raise NotImplementedError

    def complete(self, actor: User) -> bool:
        """Do what the page's main button does beyond saving. Returns False if it is refused."""
        return True

    def check(self, rejected: Collection[str]) -> None:
        """Validate the draft's selections; fields whose posted values were rejected count as empty."""
        self.full_clean()
        for name in self.fields.keys() & rejected:
            if not self.has_error(name):
                message = self.fields[name].error_messages["required"]
                self.add_error(name, forms.ValidationError(message, code="required"))


class CategoryForm(StepForm):
    """STEP 1: Select a User Category (Figure 2)."""

    category = TilesField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a user category."),
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        self.set_question("category", offered_categories.all(), role_request.category_id)

    @staticmethod
    def selections(role_request: RoleRequest) -> dict[str, Any]:
        return {"category": role_request.category_id}

    def save(self, actor: User) -> None:
        if category := self.cleaned_data.get("category"):
            try:
                self.role_request.choose_category(category, actor=actor)
            except SelectionDeletedError:
                self.rejected.add("category")


class RoleForm(StepForm):
    """STEP 2: Select a User Role (Figures 3, 8 and 13), with the roles of the draft's category."""

    role = TilesField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a user role."),
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        self.set_question("role", offered_roles(role_request.category_id), role_request.role_id)

    @staticmethod
    def selections(role_request: RoleRequest) -> dict[str, Any]:
        return {"role": role_request.role_id}

    def save(self, actor: User) -> None:
        if role := self.cleaned_data.get("role"):
            try:
                self.role_request.choose_role(role, actor=actor)
            except SelectionDeletedError:
                self.rejected.add("role")


class OrganizationsForm(StepForm):
    """STEP 3: Add Organizations (Figures 4, 9 and 14). The role decides which fields it has.

    `role` is the role that the page showed: a role changed in another tab is not submitted unseen.
    """

    role = forms.CharField(widget=forms.HiddenInput, required=False)
    organizations = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label="State",
        choices=STATE_CHOICES,
        widget=PlainSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a state."),
    )
    surveyor = forms.ChoiceField(
        label="Are you a Surveyor?",
        choices=SURVEYOR_CHOICES,
        required=False,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select Yes, No or Skip Question."),
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        role = cast(Role, role_request.role)  # the step table requires one
        self.requested = role_request.organizations()
        if role.asks_organizations:
            self.search = SearchForm(OrganizationGroup(role.asks_organizations))
        else:
            del self.fields["organizations"]
        if not role.asks_state:
            del self.fields["state"]
        if not role.asks_surveyor:
            del self.fields["surveyor"]

    @staticmethod
    def selections(role_request: RoleRequest) -> dict[str, Any]:
        return {
            "role": role_request.role_id,
            "state": role_request.state,
            "surveyor": role_request.surveyor_response,
        }

    def clean_role(self) -> int | None:
        """The pk of the role that the page showed; None for any other value."""
        shown: str = self.cleaned_data["role"]
        return int(shown) if shown.isdecimal() and len(shown) < 20 else None

    def clean_organizations(self) -> list[int]:
        """The pks of the organizations that the page showed, without what is no number."""
        shown: str = self.cleaned_data["organizations"]
        return [int(each) for each in shown.split(",") if each.isdecimal() and len(each) < 20]

    def save(self, actor: User) -> None:
        try:
            self.role_request.save_page(
                self.cleaned_data["role"],
                state=self.cleaned_data.get("state", ""),
                surveyor_response=self.cleaned_data.get("surveyor", ""),
                actor=actor,
            )
        except SelectionChangedError:
            self.rejected.add("role")

    def complete(self, actor: User) -> bool:
        """Submit the request. What refuses it is found again by `check`."""
        try:
            self.role_request.submit(
                self.cleaned_data["role"],
                actor=actor,
                shown_organizations=self.cleaned_data.get("organizations", ()),
            )
        except SelectionChangedError:
            self.rejected.add("role")
            return False
        except OrganizationsChangedError:
            self.rejected.add("organizations")
            return False
        except TransitionError:
            return False
        return True

    def check(self, rejected: Collection[str]) -> None:
        super().check([name for name in rejected if name not in ("role", "organizations")])
        if "role" in rejected:
            self.refuse(
                "role_changed",
                f"This request was changed in another tab. The user role is now {self.role_request.role}. "
                "Review this page, then submit the request.",
            )
        if "organizations" in rejected and self.requested:
            self.refuse(
                "organizations_changed",
                "The organizations were changed in another tab. Review the list, then submit the request.",
            )
        if self.errors:
            return
        try:
            self.role_request.check_submittable()
        except OrganizationsRequiredError:
            words = "Add at least one organization."
            self.add_error("organizations", forms.ValidationError(words, code="required"))
        except OrganizationClosedError as error:
            for each in error.closed:
                words = f"{each} was closed while you made this request. Remove it, then submit the request."
                self.add_error("organizations", forms.ValidationError(words, code="closed"))
        except IdenticalRequestError as error:
            self.problem = "You already have a pending request for this role"
            requests = {
                "draft": self.role_request,
                "existing": error.existing,
                "organization": error.organization,
            }
            message = render_to_string("rolerequests/wizard/identical_request.html", requests)
            self.refuse("identical_request", message)

    def refuse(self, code: str, message: str) -> None:
        """Add an error of the whole page."""
        self.add_error(None, forms.ValidationError(message, code=code))
