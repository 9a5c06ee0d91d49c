"""The app of the catalog and of role requests."""

from django.apps import AppConfig


class RoleRequestsConfig(AppConfig):
    name = "rolerequests"
    verbose_name = "Role requests and catalog"

    def ready(self) -> None:
        """Register the catalog with the audit log. Models can be imported only now."""
        from accounts.sandbox_relations import register as register_relation
        from accounts.snapshots import UNDOABLE, register
        from rolerequests.models import (
            Organization,
            RequestedOrganization,
            RequestEvent,
            Role,
            RoleRequest,
            UserCategory,
        )

        register(UserCategory, put_back=UNDOABLE)
        register(Role, put_back=UNDOABLE)
        names = ("code", "name", "kind", "state", "city", "is_open", "replaced_by")
        register(Organization, *names, listed=False, put_back=["changed"])
        register_relation(
            RoleRequest,
            "sandbox",
            delete=lambda sandboxes: RoleRequest.objects.filter(sandbox__in=sandboxes).delete(),
        )
        register_relation(
            RequestEvent,
            "sandbox",
            delete=lambda sandboxes: RequestEvent.objects.filter(sandbox__in=sandboxes).delete_for_good(),
        )
        register_relation(
            RequestedOrganization,
            "sandbox",
            delete=lambda sandboxes: RequestedOrganization.objects.filter(sandbox__in=sandboxes).delete(),
        )
