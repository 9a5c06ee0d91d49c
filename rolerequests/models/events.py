"""The record of each thing that happened to a request: the audit trail, and the path a trainee took."""

from collections.abc import Collection
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Sandbox
from rolerequests.models.choices import Transition


class RequestEventQuerySet(models.QuerySet["RequestEvent"]):
    """Events are added and read, nothing else."""

    def update(self, **values: Any) -> NoReturn:
        """Refused."""
        raise TypeError("Events are never changed.")

    def delete(self) -> NoReturn:
        """Refused."""
        raise TypeError("Events are never deleted.")

    def delete_in_qa_sandboxes(self, worlds: Collection[Sandbox]) -> None:
        """Delete what tests have left in these worlds of QA's. Raises TypeError for a trainee's sandbox."""
        if not all(world.made_by_qa for world in worlds):
            raise TypeError("Events of trainees are never deleted.")
        super(RequestEventQuerySet, self.filter(sandbox__in=worlds)).delete()


class RequestEvent(models.Model):
    """One thing that happened to a request: who, what, when, and the words then shown. Never changed.

    It outlives a pruned draft, so nothing in the database ties it to the request's row.
    """

    role_request = models.ForeignKey(
        "rolerequests.RoleRequest", on_delete=models.DO_NOTHING, db_constraint=False, related_name="events"
    )
    sandbox = models.ForeignKey(Sandbox, on_delete=models.PROTECT, related_name="events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events")
    transition = models.CharField(max_length=20, choices=Transition)
    at = models.DateTimeField("when")
    words = models.TextField("words shown")

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(transition__in=Transition.values), name="transition_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_transition_display()}: {self.words}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it; raises TypeError for one that is stored already."""
        if self.pk is not None:
            raise TypeError("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise TypeError("Events are never deleted.")
