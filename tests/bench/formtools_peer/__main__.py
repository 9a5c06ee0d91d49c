"""Prepare the peer's database and start gunicorn: `python -m tests.bench.formtools_peer`."""

import json
import os
import sys
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parent
FIXTURES = FOLDER.parents[2] / "fixtures"
ENTRY = ("name", "description", "position", "is_active")


def fields_of(fixture: str) -> list[dict[str, object]]:
    """The rows of one of the simulator's fixtures."""
    return [row["fields"] for row in json.loads((FIXTURES / fixture).read_text())]


def main() -> None:
    """Create tables, catalog and trainees. Ends as gunicorn."""
    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from tests.bench.formtools_peer.models import Category, Role
    from tests.bench.rounds import PASSWORD, USER_IDS

    call_command("migrate", verbosity=0)  # first: the peer's tables refer to users
    call_command("migrate", run_syncdb=True, verbosity=0)  # the peer has no migrations
    for each in fields_of("categories.json"):
        Category.objects.create(slug=each["slug"], **{name: each[name] for name in ENTRY})
    for each in fields_of("roles.json"):
        Role.objects.create(
            category=Category.objects.get(slug=each["category"][0]),
            is_in_job_aid=each["source"] == "job_aid",
            **{name: each[name] for name in (*ENTRY, "asks_state", "asks_surveyor")},
        )
    password = make_password(PASSWORD)
    User.objects.bulk_create(User(username=user_id, password=password) for user_id in USER_IDS)
    arguments = [sys.executable, "-m", "gunicorn", "--config", str(FOLDER / "gunicorn.conf.py")]
    os.execv(sys.executable, arguments)  # noqa: S606 - the arguments are ours


if __name__ == "__main__":
    main()
