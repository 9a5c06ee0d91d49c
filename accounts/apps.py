"""The accounts app: users, sandboxes and training classes. It imports no other app of this project."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the models of this app with the audit log and with the sandbox."""

    name = "accounts"
    verbose_name = "Accounts and sandboxes"

    def ready(self) -> None:
        from django.contrib.auth.models import Group

        from accounts import login_events, qa_accounts, sandbox_relations  # noqa: F401 - receives signals
        from accounts.models import TrainingClass, User
        from accounts.snapshots import register

        staff = ("user_id", "password", "is_active", "is_staff", "is_superuser")
        register(User, *staff, many_to_many=("groups", "user_permissions"))
        register(Group, "name", many_to_many=("permissions",))
        register(TrainingClass, "name", "date", "lead", put_back=["changed"])
        sandbox_relations.register(
            User,
            "sandbox",
            delete=lambda sandboxes: User.objects.filter(sandbox__in=sandboxes).delete(),
            start_over=lambda user, sandbox: User.objects.filter(pk=user.pk).update(sandbox=sandbox),
        )
        sandbox_relations.register(User, "qa_sandbox", delete=qa_accounts.delete_staff)
        sandbox_relations.register(TrainingClass, "qa_sandbox", delete=qa_accounts.delete_classes)
