"""What the admins of all that trainees are offered share: activation, and deletion of what is unused."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.asks_first import asks_first
from accounts.audit_log import record_changes, snapshot
from accounts.large_lists import count_up_to_limit, in_words
from accounts.snapshots import value_of
from rolerequests.import_preview import count_in_words

ACTIONS = ("activate", "deactivate")
SHOWN_NAMES = 10  # of the objects that use an entry


class ActivationMixin:
    """Mixin for an admin of a model with `is_active`. The delete page of an object in use says by what."""

    in_use_hint = ""  # a sentence of the delete page about what is in use

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the deletion of many: the delete page says what prevents the deletion of one."""
        actions: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The confirmation, or if the entry is in use, the reasons and the button to deactivate it."""
        model_admin: Any = self
        entry = model_admin.get_object(request, object_id)
        is_allowed = entry is not None and model_admin.has_delete_permission(request, entry)
        if not is_allowed or not (uses := self.uses_of(entry)):
            confirmation: HttpResponse = super().delete_view(request, object_id, extra_context)  # type: ignore[misc]
            return confirmation
        context = {
            **model_admin.admin_site.each_context(request),
            "title": f"{entry} cannot be deleted",
            "entry": entry,
            "uses": [*uses.values()],
            "hint": self.hint_for(uses),
            "may_change": model_admin.has_change_permission(request, entry),
            "opts": model_admin.opts,
        }
        return render(request, "rolerequests/catalog/not_deleted.html", context)

    def uses_of(self, entry: Any) -> dict[str, str]:
        """What prevents the deletion of the entry, in words by its kind; empty if nothing does."""
        return protected_uses(entry)

    def hint_for(self, uses: dict[str, str]) -> str:
        """A sentence about these uses."""
        return self.in_use_hint

    def why_not_offered(self, entry: Any) -> str:
        """Why trainees do not see an active entry, as a sentence; '' if they do."""
        return ""

    def warn_after_activation(self, request: HttpRequest, entries: list[Any]) -> None:
        """Add messages about what the change of these entries leads to."""

    @admin.action(description="Activate", permissions=["change"])
    @asks_first("Activate {}?", "Trainees see what is active at once. What is unfinished stays inactive.")
    def activate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Activate the selected entries that are inactive and valid."""
        inactive, activated = list(queryset.filter(is_active=False)), []
        for entry in inactive:
            entry.is_active = True
            try:
                entry.full_clean()
            except ValidationError as error:
                reasons = " ".join(error.messages)
                self.tell(request, f"{entry} stays inactive. {reasons}", messages.ERROR)
                continue
            self.save_is_active(request, entry, self.why_not_offered(entry) or "Trainees see it now.")
            activated.append(entry)
        if not inactive:
            self.tell(request, "Nothing was changed. The selected entries are already active.", messages.INFO)
        self.warn_after_activation(request, activated)

    @admin.action(description="Deactivate", permissions=["change"])
    @asks_first("Deactivate {}?", "Trainees no longer see them. Requests and attempts stay.")
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Deactivate the selected entries that are active. Requests stay."""
        active = list(queryset.filter(is_active=True))
        for entry in active:
            entry.is_active = False
            self.save_is_active(request, entry, "Trainees no longer see it.")
        if not active:
            self.tell(
                request, "Nothing was changed. The selected entries are already inactive.", messages.INFO
            )
        self.warn_after_activation(request, active)

    def save_is_active(self, request: HttpRequest, entry: Any, effect: str) -> None:
        """Store, log and report whether the entry is active; `effect` is a sentence about trainees."""
        entry.save(update_fields=["is_active"])
        was = type(entry)(is_active=not entry.is_active)
        before = snapshot(entry) | {"is_active": value_of(was, "is_active")}
        record_changes(request.user, entry, before)  # type: ignore[arg-type] # staff are logged in
        state = "active" if entry.is_active else "inactive"
        self.tell(request, f"{entry} is {state}. {effect}", messages.SUCCESS)

    def tell(self, request: HttpRequest, message: str, level: int) -> None:
        """Add a message."""
        self.message_user(request, message, level)  # type: ignore[attr-defined]


def protected_uses(entry: models.Model, *, without: Iterable[type[models.Model]] = ()) -> dict[str, str]:
    """What refers to the entry by protected foreign keys, of all models but these, in words by its kind.

    Such as `{"role": "2 roles: CMS General User; CMS View Only User"}`.
    """
    users: dict[type[models.Model], set[models.Model]] = {}
    for relation in entry._meta.related_objects:
        model = relation.related_model
        if getattr(relation, "on_delete", None) is not models.PROTECT or model in without:
            continue
        found = model._default_manager.filter(**{relation.field.name: entry})
        users.setdefault(model, set()).update(found)
    uses = {}
    for model, objects in users.items():
        if objects:
            names = sorted(map(str, objects))
            shown = "; ".join(names[:SHOWN_NAMES]) + (" …" if len(names) > SHOWN_NAMES else "")
            uses[str(model._meta.verbose_name)] = f"{count_in_words(model, len(names))}: {shown}"
    return uses


def counted_uses(name: str, queryset: QuerySet[Any]) -> dict[str, str]:
    """How many objects there are, by the name of their kind in the singular; empty if there are none."""
    number = count_up_to_limit(queryset)
    return {name: f"{in_words(number)} {name}{'s' if number > 1 else ''}"} if number else {}
