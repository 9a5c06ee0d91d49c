"""Identities and their sandboxes. Imports nothing else of ours."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app's name in the admin, and the beginning of its history."""

    name = "accounts"
    verbose_name = "Identities and sandboxes"

    def ready(self) -> None:
        """From now on it is written down who changes staff, their rights and classes."""
        from auditlog.signals import pre_log
        from django.contrib.auth.models import Group

        from accounts.audit_log import only_staff, register
        from accounts.models import TrainingClass, User

        staff = ("user_id", "is_active", "is_staff", "is_superuser")
        register(User, *staff, many_to_many=("groups", "user_permissions"))
        register(Group, many_to_many=("permissions",))
        register(TrainingClass, "name", "closed_at")
        pre_log.connect(only_staff)
