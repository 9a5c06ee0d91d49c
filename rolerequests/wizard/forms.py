"""Forms of the three wizard pages. Each one calls one transition of the request."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string

from rolerequests.models import (
    IdenticalRequestError,
    OrganizationsRequiredError,
    Role,
    RoleRequest,
    SelectionChangedError,
    UserCategory,
)
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.us_states import State
from rolerequests.wizard.widgets import PlainSelect, Radios, TilesField


class StepForm(forms.Form):
    """Base of the three forms: a draft, with title and lead text from the step table."""

    problem = "There is a problem"  # heading of the error summary
    heading = "h1"  # element of the page's title; the admin's preview shows several forms and sets h2

    def __init__(self, role_request: RoleRequest, data: Any = None, *, title: str, lead: str) -> None:
        self.role_request = role_request
        self.title = title
        self.lead = lead
        super().__init__(data)

    def set_question(self, name: str, choices: QuerySet[Any], selected: int | None) -> None:
        """Make the field `name` the page's question: its choices, and the pk that is selected."""
        field = cast(TilesField, self.fields[name])
        field.label, field.help_text = self.title, self.lead
        field.queryset = choices
        self.initial[name] = selected

    @property
    def has_choices(self) -> bool:
        """Whether the page's question offers any choice."""
        return all(field.queryset for field in self.fields.values() if isinstance(field, TilesField))

    def refuse(self, code: str, message: str) -> None:
        """Add an error of the whole page."""
        self.add_error(None, forms.ValidationError(message, code=code))

    def save(self) -> bool:
        """Call the page's transition. Returns False, with an error on the form, if it was refused."""
        raise NotImplementedError


class CategoryForm(StepForm):
    """STEP 1: Select a User Category (Figure 2)."""

    category = TilesField(
        UserCategory.objects.none(),
        error_messages={
            "required": "Select a user category.",
            "invalid_choice": "Select one of the user categories below.",
        },
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        self.set_question("category", UserCategory.objects.offered(), role_request.category_id)

    def save(self) -> bool:
        self.role_request.choose_category(self.cleaned_data["category"])
        return True


class RoleForm(StepForm):
    """STEP 2: Select a User Role (Figures 3, 8 and 13), with the roles of the draft's category."""

    role = TilesField(
        Role.objects.none(),
        error_messages={
            "required": "Select a user role.",
            "invalid_choice": "Select one of the user roles below.",
        },
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        roles = Role.objects.offered().filter(category=role_request.category_id)
        self.set_question("role", roles.order_by("position", "name"), role_request.role_id)

    def save(self) -> bool:
        self.role_request.choose_role(self.cleaned_data["role"])
        return True


class OrganizationsForm(StepForm):
    """STEP 3: Add Organizations (Figures 4, 9 and 14). The role decides which fields it has.

    `role` is the role that the page showed: a role changed in another tab is not submitted unseen.
    """

    role = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Select a state"), *State.choices],
        widget=PlainSelect,
        error_messages={"required": "Select a state.", "invalid_choice": "Select a state from the list."},
    )
    surveyor = forms.ChoiceField(
        label="Are you a Surveyor?",
        choices=[*SurveyorResponse.choices, ("skip", "Skip Question")],
        required=False,
        widget=Radios,
        error_messages={"invalid_choice": "Select Yes, No or Skip Question."},
    )

    def __init__(self, role_request: RoleRequest, data: Any = None, **words: str) -> None:
        super().__init__(role_request, data, **words)
        role = cast(Role, role_request.role)  # the step table requires one
        if not role.asks_state:
            del self.fields["state"]
        if not role.asks_surveyor:
            del self.fields["surveyor"]

    def clean_role(self) -> int | None:
        """The pk of the role that the page showed; None for any other value."""
        shown: str = self.cleaned_data["role"]
        return int(shown) if shown.isdecimal() and len(shown) < 20 else None

    def save(self) -> bool:
        state, response = self.cleaned_data.get("state"), self.cleaned_data.get("surveyor")
        try:
            self.role_request.submit(
                self.cleaned_data["role"],
                state or "",
                response if response in SurveyorResponse.values else "",
            )
        except SelectionChangedError:
            self.refuse(
                "role_changed",
                f"The user role was changed to {self.role_request.role} in another tab. "
                "Review this page, then submit the request.",
            )
        except OrganizationsRequiredError:
            self.refuse(
                "organizations_required",
                "You can't submit this request yet. Select Previous to choose another role.",
            )
        except IdenticalRequestError as refused:
            self.problem = "You already have a pending request for this role"
            requests = {"draft": self.role_request, "existing": refused.existing}
            self.refuse(
                "identical_request", render_to_string("rolerequests/wizard/identical_request.html", requests)
            )
        return not self.errors
