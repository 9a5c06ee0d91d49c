"""Rules of the code that import-linter (pyproject.toml) cannot check."""

import ast
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("accounts", "rolerequests", "training", "iqies_roles")


def modules_of(package):
    return sorted(file for file in (ROOT / package).rglob("*.py") if "migrations" not in file.parts)


@cache
def tree_of(file):
    return ast.parse(file.read_text())


@pytest.mark.parametrize("package", PACKAGES)
def test_module_names_tell_the_subject(package):
    catch_all = {"services", "utils", "core", "helpers"}
    assert [path for path in (ROOT / package).rglob("*") if path.stem in catch_all] == []


def test_rolerequests_takes_time_from_the_sandbox():
    forbidden = {"timezone.now", "datetime.now", "datetime.utcnow", "time.time", "date.today", "Now"}
    wrong = []
    for file in (ROOT / "rolerequests").rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in forbidden:
                wrong.append(f"{file}: {ast.unparse(node)}")
            if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
                wrong.append(f"{file}: {node.arg}")
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
                wrong.append(f"{file}: from django.utils.timezone import …")
    assert wrong == []


def test_accounts_has_no_lookups_into_role_requests():
    """A string such as "role_requests__status" in a query depends on the app like an import."""
    wrong = [
        f"{file}: {node.value}"
        for file in modules_of("accounts")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(("role_requests", "rolerequests"))
    ]
    assert wrong == []


def test_unit_tests_reach_a_database_by_fixtures_only():
    """Otherwise `--database-only` would leave them out."""
    allowed = {"settings.py", "fixtures.py", "postgresql.py", Path(__file__).name}
    files = [file for package in PACKAGES for file in (ROOT / "tests" / package).rglob("*.py")]
    assert [
        file for file in files if "TEST_DATABASE_URL" in file.read_text() if file.name not in allowed
    ] == []
    assert files
