"""The three pages' questions: what they offer, what they accept, and the one verb that each calls."""

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
    """What all three have in common: a draft, and the page's own words from the step table."""

    problem = "There is a problem"  # heads the error summary
    heading = "h1"  # the page's title; where several pages stand on one, not the main heading

    def __init__(self, role_request: RoleRequest, data: Any = None, *, title: str, lead: str) -> None:
        self.role_request = role_request
        self.title = title
        self.lead = lead
        super().__init__(data)

    def ask(self, name: str, choices: QuerySet[Any], chosen: int | None) -> None:
        """Make the field `name` the page's question, in the page's own words."""
        field = cast(TilesField, self.fields[name])
        field.label, field.help_text = self.title, self.lead
        field.queryset = choices
        self.initial[name] = chosen

    @property
    def has_choices(self) -> bool:
        """Whether the page's question can be answered."""
        return all(field.queryset for field in self.fields.values() if isinstance(field, TilesField))

    def save(self) -> bool:
        """Carry out the page's verb; False if it was refused, with the error added to the form."""
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
        self.ask("category", UserCategory.objects.offered(), role_request.category_id)

    def save(self) -> bool:
        """Choose the category."""
        self.role_request.choose_category(self.cleaned_data["category"])
        return True


class RoleForm(StepForm):
    """STEP 2: Select a User Role (Figures 3, 8 and 13), from the roles of the draft's category."""

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
        self.ask("role", roles.order_by("position", "name"), role_request.role_id)

    def save(self) -> bool:
        """Choose the role."""
        self.role_request.choose_role(self.cleaned_data["role"])
        return True


class OrganizationsForm(StepForm):
    """STEP 3: Add Organizations (Figures 4, 9 and 14), as the role's data says.

    `role` is the role that the page showed, so that another tab cannot change what is being submitted.
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
        role = cast(Role, role_request.role)  # the step table lets nobody in without one
        if not role.asks_state:
            del self.fields["state"]
        if not role.asks_surveyor:
            del self.fields["surveyor"]

    def clean_role(self) -> int | None:
        """The role that the page showed; None for what no page of ours has shown."""
        shown: str = self.cleaned_data["role"]
        return int(shown) if shown.isdecimal() and len(shown) < 20 else None

    def save(self) -> bool:
        """Submit the request."""
        state, answer = self.cleaned_data.get("state"), self.cleaned_data.get("surveyor")
        try:
            self.role_request.submit(
                self.cleaned_data["role"], state or "", answer if answer in SurveyorResponse.values else ""
            )
        except SelectionChangedError:
            self.add_error(
                None,
                f"The user role was changed in another tab, to {self.role_request.role}. "
                "Review this page, then submit the request.",
            )
        except OrganizationsRequiredError:
            self.add_error(
                None, "This request cannot be submitted yet. Select Previous to choose another role."
            )
        except IdenticalRequestError as refused:
            self.problem = "You have requested this role already"
            both_ways_on = {"draft": self.role_request, "existing": refused.existing}
            self.add_error(None, render_to_string("rolerequests/wizard/identical_request.html", both_ways_on))
        return not self.errors
