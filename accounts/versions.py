"""Two people who change the same object in the admin: the second one compares first."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms.fields import InvalidJSONInput
from django.forms.models import _get_foreign_key, model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.choices import flatten_choices

from accounts.audit_log import entries_about
from accounts.snapshots import shown

CHANGED = "changed"  # the code of these errors
DELETED = "deleted"  # the version of an object that is no more
DELETED_SINCE = (
    "Someone else deleted this after you opened the page. Nothing was saved. Copy what you need, then open "
    "the page again."
)
DELETED_ON_ITS_PAGE = (
    "Someone else deleted this after you opened the page. Nothing was saved. What you entered is still here. "
    "To add it again, select Save."
)
CHANGED_SINCE = (
    "Someone else changed {} after you opened this page. Nothing was saved. What you changed is still here. "
    "Compare it with the new values, then save again."
)
CHANGED_FIELD = "Someone else changed this to: {}"
NEW_VALUE = "Someone else changed this, you did not. The new value is here now."
NOT_DELETED = "Someone else changed what you marked to delete. Nothing was saved. Look, then save again."


@dataclass(frozen=True)
class ChangedField:
    """A field that someone else changed: what is stored now, and what the form has, in words."""

    label: str
    theirs: str
    yours: str  # '' if the form still had the old value; it has the new one now


class UnlabeledInput(forms.HiddenInput):
    """A hidden field in the admin, which labels all fields: no label may refer to a hidden one."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return ""


class VersionField(forms.JSONField):
    """The digests of a form. What was sent instead stays escaped: it may have what no page can have."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, InvalidJSONInput) else json.dumps(value)


class VersionedForm(forms.ModelForm):
    """Refuses to overwrite what someone else saved after the page was opened.

    `version` has a digest of each field as it was then. The page that follows shows both values, and has the
    digests of now: the next save is a decision. Fields that only the other one changed get the new value.
    """

    version = VersionField(widget=UnlabeledInput, required=False)
    changed_fields: tuple[ChangedField, ...] = ()
    stored: Model  # while there are such fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.values_of(self.instance))

    def add_error(self, field: str | None, error: Any) -> None:
        """Show the model's error at a field that is not here, such as a read-only one, above the form."""
        if field is None and isinstance(error, forms.ValidationError) and hasattr(error, "error_dict"):
            errors: defaultdict[str, list[Any]] = defaultdict(list)
            for name, found in error.error_dict.items():
                errors[name if name in self.fields else NON_FIELD_ERRORS] += found
            error = forms.ValidationError(errors)
        super().add_error(field, error)

    def compared_fields(self) -> Collection[str]:
        """The names of the fields of the model that the form can change."""
        meta = self._meta.model._meta
        names = [field.name for field in (*meta.concrete_fields, *meta.many_to_many)]
        return [name for name in names if name in self.fields and not self.fields[name].disabled]

    def values_of(self, instance: Model) -> dict[str, Any]:
        """The values of the compared fields, by their names in the form."""
        return model_to_dict(instance, self.compared_fields())

    def in_words(self, instance: Model, name: str) -> str:
        """The stored value of a compared field as text."""
        return shown(instance, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened = cleaned.get("version")
        if self.instance.pk and isinstance(opened, dict):
            self.compare_with_stored(opened)
        elif opened == DELETED:
            self.add_error(None, forms.ValidationError(DELETED_ON_ITS_PAGE, CHANGED))
        return cleaned

    def compare_with_stored(self, opened: dict[str, Any]) -> None:
        """Add an error at each field that was changed since. Locks the object until it is saved."""
        locked = type(self.instance)._default_manager.select_for_update(no_key=True)
        stored = locked.filter(pk=self.instance.pk).first()
        if stored is None:
            self.add_error(None, forms.ValidationError(DELETED_SINCE, CHANGED))
            return
        values = self.values_of(stored)
        now = version_of(values)
        changed = [name for name in now if opened.get(name) != now[name]]
        if not changed:
            return
        self.add_error(None, forms.ValidationError(CHANGED_SINCE.format(stored), CHANGED))
        self.stored = stored
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = json.dumps(now)
        self.changed_fields = tuple(
            self.compare_field(name, stored, values[name], opened.get(name)) for name in changed
        )

    def compare_field(self, name: str, stored: Model, value: Any, opened: str | None) -> ChangedField:
        """Add the error of a field. One that still had the old value gets the new one."""
        theirs = self.in_words(stored, name) or "(empty)"
        is_touched = name not in self.cleaned_data or digest(self.cleaned_data[name]) != opened
        yours = self.entered(name) or "(empty)" if is_touched else ""
        words = CHANGED_FIELD.format(theirs) if is_touched else NEW_VALUE
        self.add_error(name, forms.ValidationError(words, CHANGED))
        if not is_touched:
            self.enter(name, value)
        return ChangedField(str(self[name].label), theirs, yours)

    def entered(self, name: str) -> str:
        """What the form has in a field, as text; what is invalid as it was sent."""
        value = self.cleaned_data.get(name, self[name].value())
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | QuerySet):
            return ", ".join(sorted(map(str, value)))
        choices = getattr(self.fields[name], "choices", None)
        labels = {} if isinstance(value, Model) else dict(flatten_choices(choices or ()))
        return str(labels.get(value, "" if value is None else value))

    def enter(self, name: str, value: Any) -> None:
        """Let the form show a stored value instead of what was sent."""
        data: Any = self.data
        field, key = self.fields[name], self.add_prefix(name)
        data.pop(key, None)
        if value is not False:
            widget: Any = getattr(field.widget, "widget", field.widget)  # without the admin's buttons
            words = "on" if value is True else widget.format_value(field.prepare_value(value))
            data.setlist(key, words if isinstance(words, list) else ["" if words is None else words])


class VersionedFormSet(forms.BaseInlineFormSet):
    """Inline VersionedForms. What someone else changed is not deleted before a look."""

    model: type[Model]
    initial_forms: list[Any]

    def get_queryset(self) -> Any:
        """Of a page that was sent: the objects in its order. The admin pairs them with the forms.

        Someone else may have moved or deleted one since; an empty object replaces a deleted one.
        """
        stored = super().get_queryset()
        if not self.is_bound:
            return stored
        by_id = {str(each.pk): each for each in stored}
        number = min(self.initial_form_count(), self.total_form_count())
        ids = [str(self.data.get(f"{self.add_prefix(index)}-id")) for index in range(number)]
        return [by_id.get(each) or self.model(**{self.fk.name: self.instance}) for each in ids]

    def clean(self) -> None:
        super().clean()
        deleted = [form for form in self.initial_forms if self.can_delete and form.cleaned_data.get("DELETE")]
        for form in self.initial_forms:
            if not (form.instance.pk or self.save_as_new or form in deleted):
                form.add_error(None, forms.ValidationError(DELETED_SINCE, CHANGED))
        if any(form.changed_fields for form in deleted):
            raise forms.ValidationError(NOT_DELETED, CHANGED)


def version_of(values: Mapping[str, Any]) -> dict[str, str]:
    """A digest of each of these values."""
    return {name: digest(value) for name, value in values.items()}


def digest(value: Any) -> str:
    """A digest of the value of a field; objects count by their ids, in any order."""
    if isinstance(value, list | QuerySet):
        value = sorted(each.pk for each in value)
    elif isinstance(value, Model):
        value = value.pk
    return sha256(repr(value).encode()).hexdigest()[:12]


def as_new(data: QueryDict, keys: Collection[str]) -> QueryDict:
    """What the page of a deleted object has sent, for the page that adds one: without `keys` inline."""
    data = data.copy()
    data["version"] = json.dumps(DELETED)
    for name in data:
        if name.endswith("-INITIAL_FORMS"):
            data[name] = "0"
        elif re.search(r"-\d+-", name) and name.rpartition("-")[2] in keys:
            data[name] = ""
    return data


class RetryMixin:
    """Mixin for an admin: keeps what was entered when another request was faster.

    A form that the database refuses is validated again: another request has just taken a name or the like.
    The second time, validation finds it. What is deleted is offered as a new one, with all that was entered.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if object_id and request.POST.get("version") and self.is_deleted(request, object_id):
            model_admin: Any = self
            parents = (_get_foreign_key(model_admin.model, each.model).name for each in model_admin.inlines)
            request.POST = as_new(request.POST, {"id", "version", *parents})  # type: ignore[assignment]
            name = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_add"
            object_id, form_url = None, reverse(name)
        arguments = request, object_id, form_url, extra_context
        try:
            return super().changeform_view(*arguments)  # type: ignore[misc, no-any-return]
        except IntegrityError:
            return super().changeform_view(*arguments)  # type: ignore[misc, no-any-return]

    def is_deleted(self, request: HttpRequest, object_id: str) -> bool:
        """Whether the object is no more, and the user may add one."""
        model_admin: Any = self
        return model_admin.get_object(request, unquote(object_id)) is None and (
            model_admin.has_add_permission(request)
        )


class VersionMixin:
    """Mixin for an admin with a VersionedForm: adds its hidden field to the page of an existing object.

    After a refused save the page compares what is stored with what was entered, also inline.
    """

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))  # type: ignore[misc]
        if obj and self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            title, options = fieldsets[-1]
            fieldsets[-1] = title, {**options, "fields": (*options["fields"], "version")}
        return fieldsets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.initial_forms
        changed = [form for form in forms if getattr(form, "changed_fields", ())]
        context["comparisons"] = [(form, entries_about(form.stored).first()) for form in changed]
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response
