"""Attempts: what a trainee did in an exercise, kept when the trainee starts over."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Sandbox
from rolerequests.models import RoleRequest
from training.models.choices import Level, Outcome
from training.models.exercises import Exercise


class Attempt(models.Model):
    """One attempt of a trainee at an exercise, in a sandbox of its own.

    `results` is a list of dicts, one for each compared field: `field`, `selected`, `needed` (words), `fits`.
    Without help the first submission ends it; with help the first one that fits.
    """

    trainee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="attempts", db_index=False)
    version = models.PositiveIntegerField("version of the exercise")
    level = models.CharField(max_length=10, choices=Level)
    state = models.CharField(max_length=2, blank=True)  # that of the task, if it has one
    sandbox = models.OneToOneField(Sandbox, on_delete=models.PROTECT, related_name="attempt")
    began_at = models.DateTimeField("began")
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    was_helped = models.BooleanField("the coach explained something", default=False)
    results = models.JSONField(default=list, blank=True)
    request = models.ForeignKey(
        RoleRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    job_aid_version = models.CharField(max_length=10)

    class Meta:
        ordering = ("-began_at", "-pk")
        indexes = (
            models.Index(fields=("trainee", "exercise"), name="attempts_of_trainee"),
            models.Index(fields=("began_at",), name="attempts_by_time"),
            models.Index(fields=("exercise", "began_at", "id"), name="attempts_by_exercise"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(level__in=Level.values), name="attempt_level_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None)
                | Q(outcome__in=Outcome.values, ended_at__isnull=False),
                name="attempt_ended_exactly_with_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.get_level_display()}"

    @property
    def title(self) -> str:
        """The title of the exercise for the state of this attempt."""
        return self.exercise.title_for(self.state)

    @property
    def task(self) -> str:
        """The task for the state of this attempt."""
        return self.exercise.task_for(self.state)

    @property
    def fits(self) -> bool:
        return self.outcome == Outcome.FITS

    @property
    def is_pass(self) -> bool:
        """Whether the exercise is passed: everything fits, without help."""
        return self.fits and self.level == Level.PROVE

    @property
    def is_closed(self) -> bool:
        """Whether nothing changes its outcome any more: it fits, or it differs without help."""
        return self.fits or (self.outcome != "" and self.level == Level.PROVE)

    @property
    def status(self) -> str:
        """Its status in a word or two."""
        if not self.outcome:
            return "Begun"
        if not self.fits:
            return "Differs"
        return "Passed" if self.level == Level.PROVE else "Passed with help"
