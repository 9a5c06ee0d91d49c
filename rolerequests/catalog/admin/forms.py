"""The admin's forms of categories and roles, with the help texts that editors read."""

import json
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.forms.models import model_to_dict

from rolerequests.catalog.plan import in_words
from rolerequests.models import CatalogEntry, Role, UserCategory
from rolerequests.models.text import clean_label, clean_text

CHANGED = "changed"  # the code of these errors
DELETED_SINCE = "Someone else deleted {} after you opened this page. Nothing was saved."
CHANGED_SINCE = (
    "Someone else changed {} after you opened this page. Nothing was saved. Your entries are still here. "
    "Compare them with the new values, then save again."
)
CHANGED_FIELD = "Someone else changed this to: {}"
IS_ACTIVE = "Leave it off while this is unfinished or no longer offered. Requests stay."


class LabelField(forms.CharField):
    """A field for a label, cleaned as the model cleans it, so that a change of blanks alone is no change."""

    def to_python(self, value: Any) -> str:
        return clean_label(super().to_python(value) or "")


class DescriptionField(forms.CharField):
    """A field for a text of several lines; browsers send lines that end in CR LF."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class CatalogEntryForm(forms.ModelForm):
    """Base class of the forms of categories and roles.

    Refuses to overwrite what someone else saved after the page was opened: `version` has a digest of each
    field as it was then. The page that follows shows both texts, and has the digests of now.
    """

    version = forms.JSONField(widget=forms.HiddenInput, required=False)

    class Meta:
        field_classes: ClassVar[Any] = {"name": LabelField, "description": DescriptionField}
        error_messages: ClassVar[Any] = {
            "name": {"required": "Write the label of its tile."},
            "slug": {"required": "Write a short name, such as state-agency."},
            "category": {"required": "Choose the category that it belongs to."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened = cleaned.get("version")
        if self.instance.pk and isinstance(opened, dict):
            self.compare_with_stored(opened)
        return cleaned

    def compare_with_stored(self, opened: dict[str, Any]) -> None:
        """Add an error at each field that was changed since. Locks the entry until it is saved."""
        locked = type(self.instance)._default_manager.select_for_update(no_key=True)
        stored = locked.filter(pk=self.instance.pk).first()
        if stored is None:
            self.add_error(None, forms.ValidationError(DELETED_SINCE.format(self.instance), CHANGED))
            return
        now = version_of(stored)
        changed = [name for name in now if opened.get(name) != now[name]]
        if not changed:
            return
        self.add_error(None, forms.ValidationError(CHANGED_SINCE.format(stored), CHANGED))
        for name in changed:
            value = in_words(stored, name) or "(empty)"
            self.add_error(name, forms.ValidationError(CHANGED_FIELD.format(value), CHANGED))
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = json.dumps(now)


def version_of(entry: CatalogEntry) -> dict[str, str]:
    """A digest of each field."""
    values = model_to_dict(entry, entry.FILE_FIELDS)
    return {name: sha256(repr(value).encode()).hexdigest()[:12] for name, value in values.items()}


class UserCategoryForm(CatalogEntryForm):
    """Adds or changes a category."""

    class Meta(CatalogEntryForm.Meta):
        model = UserCategory
        fields = UserCategory.FILE_FIELDS
        help_texts: ClassVar[Any] = {
            "name": "The label of its tile on page 1, as on the real screen (Figure 2).",
            "slug": "A short name for files, such as state-agency. Trainees never see it.",
            "description": "The text below the label on page 1, as on the real screen (Figure 2).",
            "position": "Order on page 1, smallest first. Figure 2 is in order of names. Empty: last.",
            "is_active": f"Page 1 shows it. {IS_ACTIVE}",
        }


class RoleForm(CatalogEntryForm):
    """Adds or changes a role, on its own page or on the page of its category."""

    class Meta(CatalogEntryForm.Meta):
        model = Role
        fields = Role.FILE_FIELDS
        help_texts: ClassVar[Any] = {
            "category": "Page 2 lists the role in this category.",
            "name": "The label of its tile on page 2, as on the real screen (Figures 3, 8 and 13).",
            "slug": "A short name for files, such as general-user. Trainees never see it.",
            "description": "The text below the label on page 2, as on the real screen (Figures 3, 8 and 13).",
            "position": "Order on page 2 within its category, smallest first. Empty: last.",
            "is_active": f"Page 2 shows it. {IS_ACTIVE}",
            "asks_state": "Page 3 asks for the State (step 2.7). A state is required, which is inferred.",
            "asks_organizations": "Page 3 says that organizations cannot be added yet, and trainees cannot "
            "submit a request. Off: page 3 says that the role does not require them (Figures 4, 9 and 14).",
            "asks_surveyor": 'Page 3 asks "Are you a Surveyor?". Not required (Figures 4 and 9).',
            "source": 'The source of label and description. Page 2 marks all but "Job aid".',
        }
