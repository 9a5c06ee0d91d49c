"""Identities and their sandboxes. Imports nothing else of ours."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app's name in the admin."""

    name = "accounts"
    verbose_name = "Identities and sandboxes"
