"""The training app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Names the app in the admin."""

    name = "training"
    verbose_name = "Training"
