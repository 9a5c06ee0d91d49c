"""The migration that copies the entries of django-auditlog."""

import json
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from accounts.audit_log import Change, changes_of
from accounts.models import AuditEntry, TrainingClass
from rolerequests.models import Role

migration = import_module("accounts.migrations.0008_copy_auditlog")
CREATE = (
    "CREATE TABLE auditlog_logentry (id integer PRIMARY KEY, object_pk varchar(255), object_repr text, "
    "action smallint, changes {json}, timestamp {timestamp}, actor_id bigint, content_type_id integer)"
)
AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


class Editor:
    """What the functions use of a schema editor."""

    connection = connection

    def execute(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def empty_log(db):
    """Delete the entries about the seeded catalog and groups."""
    AuditEntry.objects.all().delete()


@pytest.fixture
def old_log(db):
    """Create the old table and return a function that adds a row."""
    postgres = connection.vendor == "postgresql"
    types = {"json": "jsonb" if postgres else "text", "timestamp": "timestamptz" if postgres else "datetime"}
    with connection.cursor() as cursor:
        cursor.execute(CREATE.format(**types))

    def add(instance, action, changes, actor=None):
        row = (instance.pk, str(instance), action, json.dumps(changes), AT, actor and actor.pk,
               ContentType.objects.get_for_model(instance).pk)  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM auditlog_logentry")
            number = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO auditlog_logentry (id, object_pk, object_repr, action, changes, timestamp, "
                "actor_id, content_type_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                [number, str(row[0]), *row[1:]],
            )

    return add


def test_entries_keep_time_actor_object_and_action(old_log, carol, sagu):
    old_log(sagu, 1, {"name": ["Old", "New"]}, carol)
    old_log(sagu, 2, {"name": ["New", "None"]})
    migration.copy(apps, Editor())
    deleted, changed = AuditEntry.objects.all()
    assert (changed.at, changed.actor, changed.actor_name, changed.action) == (AT, carol, "carol", "changed")
    assert (changed.content_type.model_class(), changed.object_id) == (Role, str(sagu.pk))
    assert (deleted.action, deleted.actor, deleted.actor_name) == ("deleted", None, "")
    assert changes_of(changed) == [Change("name", "Old", "New")]
    assert changes_of(deleted) == [Change("name", "New", "")]


def test_types_of_values_come_from_the_field(old_log, sagu):
    ohio = TrainingClass.objects.create(name="20270105")
    old_log(sagu, 1, {"is_active": ["True", "False"], "source": ["job_aid", "public"], "gone": ["1", "2"]})
    old_log(ohio, 1, {"name": ["Ohio", "20270105"], "closed_at": ["None", "2027-01-05 00:00:00"]})
    migration.copy(apps, Editor())
    about_class, about_role = AuditEntry.objects.all()
    assert set(changes_of(about_role)) == {
        Change("active", "yes", "no"),
        Change("source", "Job aid", "Other public source"),
        Change("gone", "1", "2"),
    }
    name, closed = changes_of(about_class)
    assert name == Change("name", "Ohio", "20270105")
    assert (closed.field, closed.before) == ("closed", "")
    assert "Jan. 4, 2027" in closed.after


def test_many_to_many_changes_are_copied(old_log, carol):
    old_log(carol, 1, {"groups": {"type": "m2m", "operation": "add", "objects": ["Training lead"]}})
    migration.copy(apps, Editor())
    assert changes_of(AuditEntry.objects.get()) == [Change("groups", "", "Training lead")]


def test_groups_keep_the_permission_to_view_the_log(db):
    content_type = ContentType.objects.create(app_label="auditlog", model="logentry")
    old = Permission.objects.create(content_type=content_type, codename="view_logentry", name="x")
    readers = Group.objects.create(name="Readers")
    readers.permissions.add(old)
    migration.move_permission(apps, Editor())
    assert [each.codename for each in readers.permissions.all()] == ["view_auditentry"]
    assert not ContentType.objects.filter(app_label="auditlog").exists()


def test_old_table_is_dropped(old_log):
    migration.drop_table(apps, Editor())
    assert "auditlog_logentry" not in connection.introspection.table_names()


def test_databases_without_the_old_table_are_migrated(db):
    migration.copy(apps, Editor())
    assert not AuditEntry.objects.exists()
