"""The training app: what training leads do."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The app's name in the admin."""

    name = "training"
    verbose_name = "Training"
