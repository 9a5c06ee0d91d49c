"""Migrations of data from earlier versions."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection

from training.staff_groups import GROUPS

# PostgreSQL migrates an old database in test_upgrade.py.
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="about a database of SQLite")


def manage(database, *words):
    demo = {
        "DEMO": "1",
        "ALLOWED_HOSTS": "",
        "SECRET_KEY": "x",
        "ENV_FILE": os.devnull,
        "DATABASE_URL": f"sqlite:///{database}",
    }
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=environment | demo, check=True
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database with rows of earlier versions, after all migrations: one run serves all tests."""
    database = tmp_path_factory.mktemp("old") / "old.sqlite3"
    manage(database, "migrate", "--verbosity=0", "rolerequests", "0001")
    manage(database, "migrate", "--verbosity=0", "accounts", "0003")
    with closing(sqlite3.connect(database)) as old, old:
        add_entries_without_description(old)
        add_trainees_of_closed_classes(old)
        old.executemany(
            "INSERT INTO auth_group (name) VALUES (?)", [("Catalogue editor",), ("Training lead",)]
        )
    manage(database, "migrate", "--verbosity=0")
    with closing(sqlite3.connect(database)) as new, new:
        yield new


def add_entries_without_description(old):
    for number, description in enumerate(("Described.", " "), start=1):
        old.execute(
            "INSERT INTO rolerequests_usercategory (id, slug, name, description, position) VALUES (?, ?, ?, ?, 1)",
            (number, f"category-{number}", f"Category {number}", description),
        )
        old.execute(
            "INSERT INTO rolerequests_role (id, category_id, slug, name, description, position, asks_state, "
            "asks_organizations, asks_surveyor, source) VALUES (?, 1, ?, ?, ?, 1, 0, 0, 0, 'public')",
            (number, f"role-{number}", f"Role {number}", description),
        )


def add_trainees_of_closed_classes(old):
    for number, closed_at in ((1, None), (2, "2026-11-25 12:00:00")):
        old.execute(
            "INSERT INTO accounts_trainingclass (id, name, created_at, closed_at) VALUES (?, ?, ?, ?)",
            (number, f"Class {number}", "2026-11-24 12:00:00", closed_at),
        )
        old.execute(
            "INSERT INTO accounts_sandbox (id, created_at, made_by_qa, training_class_id) VALUES (?, ?, 0, ?)",
            (number, "2026-11-24 12:00:00", number),
        )
        old.execute(
            "INSERT INTO accounts_user (id, password, is_superuser, user_id, name, is_active, is_staff, "
            "is_demo, created_at, sandbox_id) VALUES (?, '', 0, ?, '', 0, 0, 0, '2026-11-24 12:00:00', ?)",
            (number, f"trainee-{number}", number),
        )


def test_migration_deactivates_entries_without_description(migrated):
    categories = migrated.execute("SELECT is_active FROM rolerequests_usercategory ORDER BY id")
    roles = migrated.execute("SELECT is_active FROM rolerequests_role ORDER BY id")
    assert categories.fetchall() == roles.fetchall() == [(1,), (0,)]


def test_migration_activates_trainees_of_closed_classes(migrated):
    active = migrated.execute("SELECT is_active FROM accounts_user ORDER BY id")
    assert active.fetchall() == [(0,), (1,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old_name", "name"), [("Catalogue editor", "Catalog editor"), ("Training lead",) * 2]
)
def test_migration_adds_permissions_to_groups(migrated, old_name, name):
    """Those of the models that an existing database did not have."""
    found = migrated.execute(
        "SELECT app_label || '.' || codename, auth_permission.name FROM auth_group_permissions "
        "JOIN auth_group ON auth_group.id = group_id JOIN auth_permission ON auth_permission.id = permission_id "
        "JOIN django_content_type ON django_content_type.id = content_type_id WHERE auth_group.name = ?",
        (old_name,),
    )
    new = re.compile(r"rolerequests\.\w+_organization|training\.")
    expected = [each for each in GROUPS[name] if new.match(each)]
    named = Permission.objects.filter(codename__in=[each.partition(".")[2] for each in expected])
    assert dict(found) == {
        f"{app_label}.{codename}": words
        for app_label, codename, words in named.values_list("content_type__app_label", "codename", "name")
    }
