"""Exercises of a class: which ones its trainees see first, and in which order."""

from django.db import models
from django.db.models import Q

from accounts.models import TrainingClass, User
from training.models.choices import Level
from training.models.exercises import Exercise


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Queries of assignments."""

    def of_class(self, training_class_id: int) -> "AssignmentQuerySet":
        """The active exercises of a class, in its order."""
        offered = self.filter(training_class=training_class_id, exercise__is_active=True)
        return offered.select_related("exercise")

    def of_trainee(self, user: User) -> "AssignmentQuerySet":
        """The active exercises of a trainee's class, in its order. No query without a class."""
        return self.of_class(user.training_class_id) if user.training_class_id else self.none()


class Assignment(models.Model):
    """An exercise of a class, with the level that its trainees begin with."""

    training_class = models.ForeignKey(TrainingClass, on_delete=models.CASCADE, related_name="assignments")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="assignments")
    position = models.PositiveSmallIntegerField()
    level = models.CharField("begins with", max_length=10, choices=Level, default=Level.SHOW)
    last_day = models.DateField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("training_class", "exercise"), name="exercise_once_in_a_class"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="assignment_level_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.training_class}: {self.exercise}"
