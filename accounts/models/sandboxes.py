"""The sandbox: the private data of one trainee."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Sandbox(models.Model):
    """The private data and time of one trainee. No trainee sees data of another sandbox.

    When a trainee starts over, the old sandbox is archived: nothing in it is active any more. A class is
    only a label on sandboxes, which stay private within the class.
    """

    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    # The client that created the practice account: counts toward PRACTICE_ACCOUNTS_PER_HOUR.
    address = models.GenericIPAddressField("IP address", null=True, blank=True, editable=False)
    is_archived = models.BooleanField("archived by Start over", default=False, editable=False)
    # Whether an exercise is going on: pages read it with the user, without a query.
    in_exercise = models.BooleanField("in an exercise", default=False, editable=False)
    # Sandboxes of the QA API are deleted after QA_SANDBOX_HOURS.
    made_by_qa = models.BooleanField("created by the QA API", default=False, editable=False)
    # The QA API can set the time of its sandboxes: how far it is ahead of the real time.
    seconds_ahead = models.IntegerField(default=0, editable=False)
    training_class = models.ForeignKey(
        "accounts.TrainingClass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="sandboxes",
        verbose_name="class",
    )

    class Meta:
        verbose_name_plural = "sandboxes"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("address", "created_at"), name="sandbox_hourly_limit"),
            models.Index(fields=("created_at",), condition=Q(made_by_qa=True), name="sandbox_of_qa_by_age"),
            models.Index(fields=("id",), condition=Q(is_archived=True), name="sandbox_archived"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(seconds_ahead=0) | Q(made_by_qa=True), name="only_qa_sandboxes_have_another_time"
            ),
        )

    def __str__(self) -> str:
        return f"Sandbox {self.pk}"

    @classmethod
    def like(cls, other: "Sandbox | None", **fields: Any) -> "Sandbox":
        """A new, unsaved sandbox; of the QA API and with the time of `other`, if that one is."""
        if other:
            fields |= {"made_by_qa": other.made_by_qa, "seconds_ahead": other.seconds_ahead}
        return cls(**fields)

    def begin_at(self, now: datetime) -> None:
        """Set the time of a new sandbox of the QA API."""
        self.seconds_ahead += round((now - self.now()).total_seconds())
        self.save(update_fields=["seconds_ahead"])

    def now(self) -> datetime:
        """The aware time in this sandbox. All times of a request come from here.

        It is the real time but for sandboxes whose time the QA API has set, and never before the sandbox
        began: the clock may be set back, and clocks of two servers differ.
        """
        return max(timezone.now(), self.created_at) + self._ahead()

    def begin_now(self) -> datetime:
        """Let the sandbox begin now: what it has is from before. Returns its earliest time from now on."""
        self.created_at = max(timezone.now(), self.created_at)
        self.save(update_fields=["created_at"])
        return self.created_at + self._ahead()

    def _ahead(self) -> timedelta:
        """How far it is ahead of the real time."""
        return timedelta(seconds=self.seconds_ahead if settings.QA_API else 0)
