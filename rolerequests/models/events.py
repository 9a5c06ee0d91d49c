"""Events: one row for each transition of a request. They are added and read, never changed."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts import composed_writes
from accounts.models import Sandbox
from rolerequests.models.choices import Transition


class RequestEventQuerySet(models.QuerySet["RequestEvent"]):
    """Refuses what would change or delete events."""

    def record(self, **columns: Any) -> None:
        """Add the event with these columns. Nearly every click of the wizard adds one."""
        composed_writes.insert(self.model, columns)

    def update(self, **values: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("Events are never changed.")

    def delete(self) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("Events are never deleted.")

    def delete_for_good(self) -> int:
        """Delete events together with their sandbox, or long after their draft. Returns their number."""
        return super().delete()[0]


class RequestEvent(models.Model):
    """A transition of a request: its actor, its time and the words then shown.

    Events outlive pruned drafts, so the database does not enforce the key to the request.
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
        """Raises TypeError for an event that is already saved."""
        if self.pk is not None:
            raise TypeError("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("Events are never deleted.")
