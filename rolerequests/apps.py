"""The role-request wizard, its catalogue, and what became of each request."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    """The app's name in the admin, and the beginning of the catalogue's history."""

    name = "rolerequests"
    verbose_name = "Role requests and catalogue"

    def ready(self) -> None:
        """From now on it is written down who changes the catalogue."""
        from accounts.audit_log import write_down
        from rolerequests.models import Role, UserCategory

        write_down(UserCategory)
        write_down(Role)
