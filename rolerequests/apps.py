"""The app of the catalog and of role requests."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    name = "rolerequests"
    verbose_name = "Role requests and catalog"

    def ready(self) -> None:
        """Register the catalog with the audit log. Models can be imported only now."""
        from accounts.audit_log import register
        from rolerequests.models import Role, UserCategory

        register(UserCategory)
        register(Role)
