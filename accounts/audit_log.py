"""The audit log of the catalog, of classes, and of staff accounts and groups.

django-auditlog writes the entries. This module says which fields it logs and how the admin shows them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditlog.mixins import AuditlogHistoryAdminMixin
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth import get_permission_codename
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User

# The label of each action.
ACTIONS = {
    LogEntry.Action.CREATE: "added",
    LogEntry.Action.UPDATE: "changed",
    LogEntry.Action.DELETE: "deleted",
}
# How stored values are shown.
WORDS = {"True": "yes", "False": "no", "None": ""}


@dataclass(frozen=True)
class Change:
    """A changed field with its old and new value; '' for an empty value."""

    field: str
    before: str
    after: str


def changes_of(entry: LogEntry) -> Iterator[Change]:
    """The changes of an entry, field by field."""
    model = entry.content_type.model_class()
    for name, change in (entry.changes_dict or {}).items():
        label, choices = label_and_choices(model, name)
        if isinstance(change, dict):  # many to many: the objects that were added or removed
            names = "\n".join(change["objects"])
            yield Change(label, *(("", names) if change["operation"] == "add" else (names, "")))
        else:
            before, after = (choices.get(str(value)) or displayed(str(value)) for value in change)
            yield Change(label, before, after)


def displayed(value: str) -> str:
    """A stored value as it is shown; times, stored in UTC, in the time zone of the site."""
    if value in WORDS:
        return WORDS[value]
    try:
        at = datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def label_and_choices(model: type[models.Model] | None, name: str) -> tuple[str, dict[str, str]]:
    """The label of a field (its name if the field no longer exists), and the labels of its choices."""
    try:
        field: Any = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    if field is None:
        return name, {}
    return str(field.verbose_name), {str(value): str(label) for value, label in field.choices or []}


class AuditLogMixin(AuditlogHistoryAdminMixin):  # type: ignore[misc] # it ships no types
    """Mixin for a ModelAdmin: adds the History button and the page of the object's entries."""

    def get_urls(self) -> list[URLPattern]:
        """Without the second URL of the history that the library adds."""
        urls: list[URLPattern] = super(AuditlogHistoryAdminMixin, self).get_urls()
        return urls

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().render_change_form(
            request, {**context, "has_history": True}, *args, **kwargs
        )
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The entries of one object, newest first."""
        instance = self.get_object(request, object_id)
        if instance is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return missing
        context = {"title": f"History: {instance}", **(extra_context or {})}
        response: TemplateResponse = self.auditlog_history_view(request, object_id, context)
        for entry in (response.context_data or {})["log_entries"]:
            entry.change_list, entry.action_label = list(changes_of(entry)), ACTIONS[entry.action]
        return response


def visible_entries(user: User) -> Any:
    """The queryset of entries about the types of objects that this user may view."""
    names = {(model._meta.app_label, model._meta.model_name) for model in visible_models(user)}
    which = models.Q(pk__in=[])
    for app_label, name in names:
        which |= models.Q(content_type__app_label=app_label, content_type__model=name)
    return LogEntry.objects.filter(which)


def visible_models(user: User) -> list[type[models.Model]]:
    """The logged models that this user may view."""
    return [model for model in auditlog.get_models() if may_view(user, model)]


def may_view(user: User, model: type[models.Model]) -> bool:
    """Whether this user may view objects of this model."""
    return any(
        user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}")
        for action in ("view", "change")
    )


def register(model: type[models.Model], *names: str, many_to_many: Collection[str] = ()) -> None:
    """Log changes of these fields of a model, by default of all of its own."""
    own = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    auditlog.register(model, include_fields=list(names) or own, m2m_fields=set(many_to_many))


def record_action(instance: models.Model, words: str) -> None:
    """Log an action on an object that changes none of its own fields."""
    LogEntry.objects.log_create(instance, action=LogEntry.Action.UPDATE, changes={"action": ["None", words]})


def only_staff(sender: Any, instance: models.Model, **kwargs: Any) -> bool:
    """Receiver of pre_log: changes of trainees are not logged."""
    return not isinstance(instance, User) or instance.is_staff
