"""Two people who change the same object in the admin: the second one compares first."""

import json
from collections.abc import Collection
from hashlib import sha256
from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse

from accounts.audit_log import shown

CHANGED = "changed"  # the code of these errors
DELETED_SINCE = "Someone else deleted {} after you opened this page. Nothing was saved."
CHANGED_SINCE = (
    "Someone else changed {} after you opened this page. Nothing was saved. Your entries are still here. "
    "Compare them with the new values, then save again."
)
CHANGED_FIELD = "Someone else changed this to: {}"


class VersionedForm(forms.ModelForm):
    """Refuses to overwrite what someone else saved after the page was opened.

    `version` has a digest of each field as it was then. The page that follows shows both values, and has the
    digests of now.
    """

    version = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance, self.compared_fields())

    def compared_fields(self) -> Collection[str]:
        """The names of the fields of the model that the form can change."""
        meta = self._meta.model._meta
        names = [field.name for field in (*meta.concrete_fields, *meta.many_to_many)]
        return [name for name in names if name in self.fields and not self.fields[name].disabled]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened = cleaned.get("version")
        if self.instance.pk and isinstance(opened, dict):
            self.compare_with_stored(opened)
        return cleaned

    def compare_with_stored(self, opened: dict[str, Any]) -> None:
        """Add an error at each field that was changed since. Locks the object until it is saved."""
        locked = type(self.instance)._default_manager.select_for_update(no_key=True)
        stored = locked.filter(pk=self.instance.pk).first()
        if stored is None:
            self.add_error(None, forms.ValidationError(DELETED_SINCE.format(self.instance), CHANGED))
            return
        now = version_of(stored, self.compared_fields())
        changed = [name for name in now if opened.get(name) != now[name]]
        if not changed:
            return
        self.add_error(None, forms.ValidationError(CHANGED_SINCE.format(stored), CHANGED))
        for name in changed:
            value = shown(stored, name) or "(empty)"
            self.add_error(name, forms.ValidationError(CHANGED_FIELD.format(value), CHANGED))
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = json.dumps(now)


def version_of(instance: Model, names: Collection[str]) -> dict[str, str]:
    """A digest of each of these fields."""
    return {
        name: sha256(repr(comparable(value)).encode()).hexdigest()[:12]
        for name, value in model_to_dict(instance, names).items()
    }


def comparable(value: Any) -> Any:
    """The value of a field; of a many-to-many field the ids in order."""
    return sorted(each.pk for each in value) if isinstance(value, list) else value


class RetryMixin:
    """Mixin for an admin: validates a form again if the database refuses what it would save.

    Another request has just taken a name or the like. The second time, validation finds it.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


class VersionMixin:
    """Mixin for an admin with a VersionedForm: adds its hidden field to the page of an existing object."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))  # type: ignore[misc]
        if obj and self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            title, options = fieldsets[-1]
            fieldsets[-1] = title, {**options, "fields": (*options["fields"], "version")}
        return fieldsets
