"""How a request changes: one conditional update of its row, with the event in the same transaction."""

from copy import copy
from datetime import datetime
from typing import Any, NoReturn, Self

from django.db import models, transaction
from django.dispatch import Signal

from accounts import composed_writes
from accounts.composed_query import ComposedQuery
from accounts.models import User
from rolerequests.models.catalog import Role
from rolerequests.models.choices import OPEN_STATUSES, TRANSITION_RULES, Status, Transition
from rolerequests.models.events import RequestEvent
from rolerequests.models.exceptions import NotADraftError, SelectionChangedError
from rolerequests.models.organizations import RequestedOrganization, organizations_of
from rolerequests.models.request_data import RequestData

# Sent within the transaction of each transition, with `role_request` (as it was before) and `transition`.
transition_applied = Signal()

last_event_of = ComposedQuery(
    lambda role_request: RequestEvent.objects.filter(role_request=role_request).order_by("-pk")[:1]
)


class TransitionMixin(RequestData):
    """Applies transitions. The methods for each of them are in the subclasses."""

    last_event_at: datetime | None = None  # `with_last_event` reads it with the request

    class Meta(RequestData.Meta):
        abstract = True

    def apply_transition(
        self,
        transition: Transition,
        *,
        actor: User,
        words: str,
        requires: dict[str, Any] | None = None,
        **values: Any,
    ) -> bool:
        """Change the row and add its event in one transaction, then set the attributes.

        `requires` are the values that the row must still have. Returns False, without a change, if it has
        others or another status. Every change of a request goes through this method.
        """
        rule, at = TRANSITION_RULES[transition], self._next_time()
        values |= {"status": rule.target, **dict.fromkeys(rule.times, at)}
        with transaction.atomic():
            if self.pk is None:
                self._set(values)
                self.save(force_insert=True)
            else:
                required = {"pk": self.pk, "status": rule.source, **(requires or {})}
                if not composed_writes.update(type(self), required, values):
                    return False
            if transition == Transition.ROLE_CHOSEN:
                self._drop_other_groups(values["role"])
            if rule.times and values.get("for_organizations", self.for_organizations):
                open_now = rule.target in OPEN_STATUSES
                named = RequestedOrganization.objects.filter(role_request=self.pk)
                named.update(is_open=open_now, role=self.role_id)
            RequestEvent.objects.record(
                role_request_id=self.pk,
                sandbox_id=self.sandbox_id,
                actor_id=actor.pk,
                transition=transition,
                words=words,
                at=at,
            )
            transition_applied.send(type(self), role_request=self, transition=transition)
        self._set(values)
        self.last_event_at = at
        return True

    def _next_time(self) -> datetime:
        """The time of the next event: never before the last one, even if a clock was set back since."""
        if self.pk and "last_event_at" not in self.__dict__:  # read without `with_last_event`
            last = last_event_of.first(role_request=self.pk)
            self.last_event_at = last.at if last else None
        times = (self.sandbox.now(), self.submitted_at, self.last_event_at)
        return max(at for at in times if at)

    def _set(self, values: dict[str, Any]) -> None:
        """Set the attributes; those that the database computed are read from it."""
        computed = [name for name, value in values.items() if hasattr(value, "resolve_expression")]
        for name in values.keys() - set(computed):
            setattr(self, name, values[name])
        if computed:
            self.refresh_from_db(fields=computed)

    def _with(self, **values: Any) -> Self:
        """A copy with these attributes."""
        other = copy(self)
        other._set(values)
        return other

    def _lock_draft(self, role: Role) -> None:
        """Lock the row until the transaction ends. Raises NotADraftError or SelectionChangedError."""
        if not self._row(status=Status.DRAFT, role=role).update(status=Status.DRAFT):
            self._raise_conflict()

    def _drop_other_groups(self, role: Role) -> None:
        """Drop the organizations that the role does not ask for. Most drafts name none."""
        named = organizations_of.all(role_request=self.pk)
        others = [each for each in named if each.group != role.asks_organizations]
        if others:
            RequestedOrganization.objects.filter(role_request=self.pk, organization__in=others).delete()

    def _row(self, **required: Any) -> models.QuerySet[Self]:
        """The request's row, if it has the required values."""
        return type(self)._base_manager.filter(pk=self.pk, **required)

    def _raise_conflict(self) -> NoReturn:
        """After 0 rows: read the status again and say which conflict it was."""
        self.refresh_from_db(fields=["status"])
        raise SelectionChangedError if self.is_draft else NotADraftError
