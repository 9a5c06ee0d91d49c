"""The role-request wizard, its catalog, and what became of each request."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    """The app's name in the admin, and the beginning of the catalog's history."""

    name = "rolerequests"
    verbose_name = "Role requests and catalog"

    def ready(self) -> None:
        """From now on it is written down who changes the catalog."""
        from accounts.audit_log import register
        from rolerequests.models import Role, UserCategory

        register(UserCategory)
        register(Role)
