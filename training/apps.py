"""The training app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Names the app in the admin."""

    name = "training"
    verbose_name = "Training"

    def ready(self) -> None:
        """Connect the comparison of attempts, and register attempts with their sandbox."""
        from accounts.audit_log import register
        from accounts.sandbox_relations import register as register_relation
        from training.models import Attempt, Exercise
        from training.practice import attempts  # noqa: F401 - its receiver compares submissions

        register(Exercise)
        register_relation(
            Attempt,
            "sandbox",
            delete=lambda sandboxes: Attempt.objects.filter(sandbox__in=sandboxes).delete(),
        )
