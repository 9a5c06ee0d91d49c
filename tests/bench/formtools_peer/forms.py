"""The three forms of the peer's wizard."""

import runpy
from typing import Any

from django import forms
from django.utils.html import format_html

from iqies_roles import settings as simulator
from tests.bench.formtools_peer.models import Category, Role, RoleRequest

# The module alone: its package has models of apps that are not installed here.
STATES = runpy.run_path(str(simulator.BASE_DIR / "rolerequests/models/us_states.py"))["State"].choices


class TilesField(forms.ModelChoiceField):
    """Radio buttons with name and description."""

    widget = forms.RadioSelect(attrs={"class": "usa-radio__input usa-radio__input--tile"})

    def label_from_instance(self, entry: Any) -> str:
        note = "" if getattr(entry, "is_in_job_aid", True) else "Not in the job aid: shown for practice."
        return format_html(
            '<span class="tile-name">{}</span> '
            '<span class="usa-radio__label-description">{} <span class="tile-note">{}</span></span>',
            entry.name,
            entry.description,
            note,
        )


class CategoryForm(forms.Form):
    category = TilesField(
        Category.objects.filter(is_active=True), label="Select a User Category", empty_label=None
    )


class RoleForm(forms.Form):
    role = TilesField(Role.objects.none(), label="Select a User Role", empty_label=None)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.filter(is_active=True, category=category)


class OrganizationsForm(forms.Form):
    state = forms.ChoiceField(
        label="State",
        choices=[("", "Select a state"), *STATES],
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    surveyor = forms.ChoiceField(
        label="Are you a Surveyor?",
        choices=RoleRequest.Surveyor.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not role.asks_state:
            del self.fields["state"]
        if not role.asks_surveyor:
            del self.fields["surveyor"]
