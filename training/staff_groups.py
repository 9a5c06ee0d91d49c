"""The two groups of staff that are seeded: who keeps the catalog, and who leads classes."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

# What each may do, by app.
GROUPS = {
    "Catalog editor": (
        "rolerequests.add_usercategory",
        "rolerequests.change_usercategory",
        "rolerequests.delete_usercategory",
        "rolerequests.view_usercategory",
        "rolerequests.add_role",
        "rolerequests.change_role",
        "rolerequests.delete_role",
        "rolerequests.view_role",
        "auditlog.view_logentry",
    ),
    "Training lead": (
        "accounts.add_trainingclass",
        "accounts.change_trainingclass",
        "accounts.view_trainingclass",
        "accounts.view_sandbox",
        "rolerequests.view_rolerequest",
        "rolerequests.view_requestevent",
        "auditlog.view_logentry",
    ),
}


@transaction.atomic
def seed_staff_groups() -> list[str]:
    """Add the groups that are missing; returns their names. One that is there keeps what an admin gave it."""
    there = set(Group.objects.filter(name__in=GROUPS).values_list("name", flat=True))
    missing = [name for name in GROUPS if name not in there]
    for name in missing:
        group = Group.objects.create(name=name)
        group.permissions.set(permissions_called(GROUPS[name]))
    return missing


def permissions_called(names: tuple[str, ...]) -> list[Permission]:
    """The permissions of these names. Raises LookupError for one that there is not."""
    which = Q(pk__in=[])
    for name in names:
        app_label, _, codename = name.partition(".")
        which |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(which))
    if len(found) != len(names):
        raise LookupError(f"Of these permissions, some are missing: {', '.join(names)}")
    return found
