"""The training app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Names the app in the admin."""

    name = "training"
    verbose_name = "Training"

    def ready(self) -> None:
        """Connect the comparison of attempts, and register models and checks of exercises."""
        from accounts.sandbox_relations import register as register_relation
        from accounts.snapshots import UNDOABLE, register
        from rolerequests.catalog.checks import register as register_check
        from training import qa_presets  # noqa: F401 - presets of the QA API
        from training.exercises.checks import check_exercises
        from training.models import Attempt, Exercise, WrongTurn
        from training.practice import attempts  # noqa: F401 - its receiver compares submissions

        register(Exercise, many_to_many=["organizations"], put_back=UNDOABLE)
        register(WrongTurn, put_back=UNDOABLE)
        register(Attempt)  # exports of attempts are in the audit log
        register_check(check_exercises)
        register_relation(
            Attempt,
            "sandbox",
            delete=lambda sandboxes: Attempt.objects.filter(sandbox__in=sandboxes).delete(),
        )
