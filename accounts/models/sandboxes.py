"""Where one practices: the sandbox."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Sandbox(models.Model):
    """One trainee's private world: its requests and its time. Nobody sees across sandboxes.

    A sandbox that its trainee left by *Start over* stays as the record; nothing in it is in force. A class
    is a label on sandboxes: those of one class are as private as all others.
    """

    created_at = models.DateTimeField("created", default=timezone.now, editable=False)
    address = models.GenericIPAddressField(
        "asked for from",
        null=True,
        blank=True,
        editable=False,
        help_text="The address that asked for this practice identity: counts towards the hourly limit.",
    )

    made_by_qa = models.BooleanField(
        "made by QA",
        default=False,
        editable=False,
        help_text="Made by the QA door for a test: removed again some time after.",
    )

    training_class = models.ForeignKey(
        "accounts.TrainingClass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="sandboxes",
        verbose_name="class",
        help_text="The class whose trainee works in it.",
    )

    class Meta:
        verbose_name_plural = "sandboxes"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("address", "created_at"), name="sandbox_hourly_limit"),
            models.Index(fields=("created_at",), condition=Q(made_by_qa=True), name="sandbox_of_qa_by_age"),
        )

    def __str__(self) -> str:
        return f"Sandbox {self.pk}"

    def now(self) -> datetime:
        """The time in this sandbox, aware. Today the real time; everything of a request is dated by it."""
        return timezone.now()
