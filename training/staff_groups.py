"""The two groups of staff, which `serve` and `seed` add: catalog editors and training leads."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.audit_log import record_addition

# The permissions of each group.
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
        "rolerequests.add_organization",
        "rolerequests.change_organization",
        "rolerequests.view_organization",
        "training.add_exercise",
        "training.change_exercise",
        "training.delete_exercise",
        "training.view_exercise",
        "training.add_wrongturn",
        "training.change_wrongturn",
        "training.delete_wrongturn",
        "training.view_wrongturn",
        "accounts.view_auditentry",
    ),
    "Training lead": (
        "accounts.add_trainingclass",
        "accounts.change_trainingclass",
        "accounts.view_trainingclass",
        "accounts.view_sandbox",
        "rolerequests.view_organization",
        "rolerequests.view_rolerequest",
        "rolerequests.view_requestevent",
        "training.add_exercise",
        "training.change_exercise",
        "training.view_exercise",
        "training.add_wrongturn",
        "training.change_wrongturn",
        "training.delete_wrongturn",
        "training.view_wrongturn",
        "training.view_attempt",
        "accounts.view_auditentry",
    ),
}


OLD_NAMES = {"Catalogue editor": "Catalog editor"}  # until version 0.1


@transaction.atomic
def seed_staff_groups() -> list[str]:
    """Add the missing groups and return their names. Existing ones keep their members and permissions.

    A new permission comes to existing groups by a migration.
    """
    existing = set(Group.objects.filter(name__in=[*GROUPS, *OLD_NAMES]).values_list("name", flat=True))
    for old, new in OLD_NAMES.items():
        if old in existing and new not in existing:
            Group.objects.filter(name=old).update(name=new)
            existing.add(new)
    missing = [name for name in GROUPS if name not in existing]
    for name in missing:
        group = Group.objects.create(name=name)
        group.permissions.set(permissions_called(GROUPS[name]))
        record_addition(None, group)
    return missing


def permissions_called(names: tuple[str, ...]) -> list[Permission]:
    """The permissions with these names. Raises LookupError if one does not exist."""
    which = Q(pk__in=[])
    for name in names:
        app_label, _, codename = name.partition(".")
        which |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(which))
    if len(found) != len(names):
        raise LookupError(f"Some of these permissions do not exist: {', '.join(names)}")
    return found
