"""Copy the entries of django-auditlog into AuditEntry, with its permission, and drop its table.

The package is no longer installed, so its table is read with SQL. Labels and types of the values come from
the models as they are now; a field that no longer exists keeps its name and its raw value.
"""

import json
from datetime import UTC, datetime

from django.apps import apps as current_apps
from django.core.exceptions import FieldDoesNotExist
from django.db import migrations, models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

TABLE = "auditlog_logentry"
ACTIONS = {0: "added", 1: "changed", 2: "deleted"}
COLUMNS = "timestamp, actor_id, action, content_type_id, object_pk, object_repr, changes"
BATCH = 500


def field_of(content_type, name):
    try:
        model = current_apps.get_model(content_type.app_label, content_type.model)
        return model._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, AttributeError):
        return None


def shown(field, value):
    """A value that django-auditlog stored with str(), as AuditEntry shows it."""
    if value in (None, "None"):
        return ""
    value = str(value)
    if isinstance(field, models.BooleanField):
        return {"True": "yes", "False": "no"}.get(value, value)
    if isinstance(field, models.DateTimeField):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return date_format(timezone.localtime(at), "DATETIME_FORMAT")
    choices = dict(getattr(field, "flatchoices", None) or [])
    return str(choices.get(value, value))


def changes_of(content_type, changes):
    if isinstance(changes, str):
        changes = json.loads(changes)
    for name, change in (changes or {}).items():
        field = field_of(content_type, name)
        label = str(getattr(field, "verbose_name", name))
        if isinstance(change, dict):  # many to many
            names = "\n".join(str(each) for each in change.get("objects", []))
            added = change.get("operation") == "add"
            yield {"field": label, "before": "" if added else names, "after": names if added else ""}
        else:
            before, after = (shown(field, value) for value in change)
            yield {"field": label, "before": before, "after": after}


def copy(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT {COLUMNS} FROM {TABLE} ORDER BY id")  # noqa: S608 - constants
        rows = cursor.fetchall()
    AuditEntry = apps.get_model("accounts", "AuditEntry")
    users = dict(apps.get_model("accounts", "User").objects.values_list("pk", "user_id"))
    types = {each.pk: each for each in apps.get_model("contenttypes", "ContentType").objects.all()}
    entries = []
    for timestamp, actor, action, content_type, object_pk, object_repr, changes in rows:
        at = parse_datetime(timestamp) if isinstance(timestamp, str) else timestamp
        entries.append(
            AuditEntry(
                at=at if at.tzinfo else at.replace(tzinfo=UTC),
                actor_id=actor if actor in users else None,
                actor_name=users.get(actor, ""),
                action=ACTIONS.get(action, "changed"),
                content_type_id=content_type,
                object_id=str(object_pk)[:40],
                object_name=str(object_repr)[:255],
                changes=list(changes_of(types.get(content_type), changes)),
            )
        )
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def move_permission(apps, schema_editor):
    """Who could view the old log can view the new one."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    old = Permission.objects.filter(content_type__app_label="auditlog")
    view = old.filter(codename="view_logentry").first()
    if view:
        content_type, _ = ContentType.objects.get_or_create(app_label="accounts", model="auditentry")
        new, _ = Permission.objects.get_or_create(
            content_type=content_type,
            codename="view_auditentry",
            defaults={"name": "Can view audit log entry"},
        )
        for group in view.group_set.all():
            group.permissions.add(new)
        for user in apps.get_model("accounts", "User").objects.filter(user_permissions=view):
            user.user_permissions.add(new)
    old.delete()
    ContentType.objects.filter(app_label="auditlog").delete()


def drop_table(apps, schema_editor):
    """A table that Django does not know would keep users from being deleted by its foreign keys."""
    schema_editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_audit_entries"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.RunPython(move_permission, migrations.RunPython.noop),
        migrations.RunPython(drop_table, migrations.RunPython.noop),
    ]
