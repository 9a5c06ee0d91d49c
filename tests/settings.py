"""Settings of the tests: the real ones, with a fixed environment.

`TEST_DATABASE_URL` is the database (default: SQLite in memory). `DATABASE_URL` and .env are never read.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
for line in (BASE_DIR / ".env.example").read_text().splitlines():
    if "=" in line and not line.startswith("# "):
        name = line.lstrip("#").split("=")[0].strip()
        if name != "TEST_DATABASE_URL":
            os.environ.pop(name, None)

os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "only-for-tests-and-known-to-everybody",
    "ALLOWED_HOSTS": "testserver",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:"),
    "HTTPS": "0",
}

from iqies_roles.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",  # fast
    "accounts.passwords.GeneratedPasswordHasher",
]
STATIC_ROOT = None  # type: ignore[assignment] # else each test client scans the folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
