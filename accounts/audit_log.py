"""Who changed what, when, from what to what: the history of the catalog, of classes and of staff's rights.

django-auditlog writes it down; here is what of it is written, and how the admin shows it.
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

# What is done to a thing, as people say it.
ACTIONS = {
    LogEntry.Action.CREATE: "added",
    LogEntry.Action.UPDATE: "changed",
    LogEntry.Action.DELETE: "deleted",
}
# Fields that say yes or no are told in words.
WORDS = {"True": "yes", "False": "no", "None": ""}


@dataclass(frozen=True)
class Change:
    """A field, what it said before and what it said after; '' for nothing."""

    field: str
    before: str
    after: str


def changes_of(entry: LogEntry) -> Iterator[Change]:
    """What an entry of the history says, field by field."""
    model = entry.content_type.model_class()
    for name, change in (entry.changes_dict or {}).items():
        label, choices = known_of(model, name)
        if isinstance(change, dict):  # many to many: what was added or taken away
            things = "\n".join(change["objects"])
            yield Change(label, *(("", things) if change["operation"] == "add" else (things, "")))
        else:
            before, after = (choices.get(str(value)) or in_words(str(value)) for value in change)
            yield Change(label, before, after)


def in_words(value: str) -> str:
    """A value as people say it; times, which are kept in UTC, in the site's zone."""
    if value in WORDS:
        return WORDS[value]
    try:
        at = datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        return value
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def known_of(model: type[models.Model] | None, name: str) -> tuple[str, dict[str, str]]:
    """What a field is called (its name if it is no more), and the words for its values if they are chosen."""
    try:
        field: Any = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        field = None
    if field is None:
        return name, {}
    return str(field.verbose_name), {str(value): str(label) for value, label in field.choices or []}


class AuditLogMixin(AuditlogHistoryAdminMixin):  # type: ignore[misc] # it ships no types
    """Mixin for an admin: its pages have a History button, which leads to who changed what."""

    def get_urls(self) -> list[URLPattern]:
        """Django's, without a second address for the history, which the library would add."""
        urls: list[URLPattern] = super(AuditlogHistoryAdminMixin, self).get_urls()
        return urls

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the button."""
        answer: HttpResponse = super().render_change_form(
            request, {**context, "has_history": True}, *args, **kwargs
        )
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The entries of one thing, newest first."""
        thing = self.get_object(request, object_id)
        if thing is None:
            gone: HttpResponse = self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return gone
        context = {"title": f"History: {thing}", **(extra_context or {})}
        answer: TemplateResponse = self.auditlog_history_view(request, object_id, context)
        for entry in (answer.context_data or {})["log_entries"]:
            entry.told, entry.what = list(changes_of(entry)), ACTIONS[entry.action]
        return answer


def visible_entries(user: User) -> Any:
    """The entries, as a queryset, about those kinds of things that this member of staff may look at."""
    names = {(model._meta.app_label, model._meta.model_name) for model in visible_kinds(user)}
    which = models.Q(pk__in=[])
    for app_label, name in names:
        which |= models.Q(content_type__app_label=app_label, content_type__model=name)
    return LogEntry.objects.filter(which)


def visible_kinds(user: User) -> list[type[models.Model]]:
    """The kinds of things that have a history, and that this member of staff may look at."""
    return [model for model in auditlog.get_models() if may_view(user, model)]


def may_view(user: User, model: type[models.Model]) -> bool:
    """Whether this member of staff may look at things of this kind."""
    return any(
        user.has_perm(f"{model._meta.app_label}.{get_permission_codename(verb, model._meta)}")
        for verb in ("view", "change")
    )


def register(model: type[models.Model], *names: str, many_to_many: Collection[str] = ()) -> None:
    """Have changes of these fields written down from now on: of all its own if none is named."""
    own = [each.name for each in model._meta.concrete_fields if not each.primary_key]
    auditlog.register(model, include_fields=list(names) or own, m2m_fields=set(many_to_many))


def record_action(thing: models.Model, words: str) -> None:
    """Write down what somebody did to a thing, of which no field of its own tells."""
    LogEntry.objects.log_create(
        thing, action=LogEntry.Action.UPDATE, changes={"what was done": ["None", words]}
    )


def only_staff(sender: Any, instance: models.Model, **kwargs: Any) -> bool:
    """Whether a change is written down: what becomes of practice identities is not."""
    return not isinstance(instance, User) or instance.is_staff
