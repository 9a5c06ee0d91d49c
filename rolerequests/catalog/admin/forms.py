"""The admin's forms of categories and roles, with the help texts that editors read."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms

from accounts.text import clean_label
from accounts.versions import VersionedForm
from rolerequests.models import Role, UserCategory
from rolerequests.models.text import clean_text

IS_ACTIVE = "Leave it off while this is unfinished or no longer offered. Requests stay."


class LabelField(forms.CharField):
    """A field for a label, cleaned as the model cleans it, so that a change of blanks alone is no change."""

    def to_python(self, value: Any) -> str:
        return clean_label(super().to_python(value) or "")


class DescriptionField(forms.CharField):
    """A field for a text of several lines; browsers send lines that end in CR LF."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class CatalogEntryForm(VersionedForm):
    """Base class of the forms of categories and roles."""

    class Meta:
        field_classes: ClassVar[Any] = {"name": LabelField, "description": DescriptionField}
        error_messages: ClassVar[Any] = {
            "name": {"required": "Write the label of its tile."},
            "slug": {"required": "Write a short name, such as state-agency."},
            "category": {"required": "Choose the category that it belongs to."},
        }

    def compared_fields(self) -> Collection[str]:
        """Also the category, which a role on the page of its category cannot change."""
        names: tuple[str, ...] = self._meta.model.FILE_FIELDS
        return names


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
            "asks_organizations": "Page 3 requires organizations of this group, which is inferred. "
            "Empty: page 3 says that the role does not require them (Figures 4, 9 and 14).",
            "asks_surveyor": 'Page 3 asks "Are you a Surveyor?". Not required (Figures 4 and 9).',
            "source": 'The source of label and description. Page 2 marks all but "Job aid".',
        }
