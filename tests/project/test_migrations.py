"""What is in a database that an earlier version made stays as trainees knew it."""

import os
import sqlite3
import subprocess
import sys

from django.conf import settings


def manage(database, *words):
    demo = {"DEMO": "1", "SECRET_KEY": "x", "ENV_FILE": os.devnull, "DATABASE_URL": f"sqlite:///{database}"}
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=environment | demo, check=True
    )


def test_categories_and_roles_stay_active_but_for_those_without_a_description(tmp_path):
    database = tmp_path / "old.sqlite3"
    manage(database, "migrate", "--verbosity=0", "rolerequests", "0001")
    with sqlite3.connect(database) as old:
        for number, description in enumerate(("Described.", " "), start=1):
            old.execute(
                "INSERT INTO rolerequests_usercategory (id, slug, name, description, position) "
                "VALUES (?, ?, ?, ?, 1)",
                (number, f"category-{number}", f"Category {number}", description),
            )
            old.execute(
                "INSERT INTO rolerequests_role (id, category_id, slug, name, description, position, asks_state, "
                "asks_organizations, asks_surveyor, source) VALUES (?, 1, ?, ?, ?, 1, 0, 0, 0, 'public')",
                (number, f"role-{number}", f"Role {number}", description),
            )
    manage(database, "migrate", "--verbosity=0")
    with sqlite3.connect(database) as new:
        categories = new.execute("SELECT is_active FROM rolerequests_usercategory ORDER BY id")
        roles = new.execute("SELECT is_active FROM rolerequests_role ORDER BY id")
        assert categories.fetchall() == roles.fetchall() == [(1,), (0,)]
