"""The role-request wizard, its catalog, and what became of each request."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    """Registers the catalog with the audit log."""

    name = "rolerequests"
    verbose_name = "Role requests and catalog"

    def ready(self) -> None:
        from accounts.audit_log import register
        from rolerequests.models import Role, UserCategory

        register(UserCategory)
        register(Role)
