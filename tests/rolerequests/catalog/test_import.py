"""Reading an uploaded file and applying its changes."""

from pathlib import Path

import pytest

from rolerequests.catalog.import_export import MAX_BYTES, MAX_ROWS, plan_import, rows_of
from rolerequests.catalog.plan import apply
from rolerequests.models import Role, UserCategory
from rolerequests.uploads import FileError
from tests.factories import RoleFactory
from tests.rolerequests.catalog.rows import BAD_FILES, names_of_cms, renamed, row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", [1, -1])
def test_names_can_be_swapped_and_reused(order):
    rows = renamed(**{"general-user": "CMS View Only User", "view-only-user": "CMS General User"})
    rows += [*renamed(**{"help-desk": "Aide"}), row(name="iQIES Help Desk")]
    plan = plan_import(rows[::order])
    assert plan.errors == []
    apply(plan)
    assert names_of_cms().items() >= {
        ("general-user", "CMS View Only User"),
        ("view-only-user", "CMS General User"),
        ("help-desk", "Aide"),
        ("new", "iQIES Help Desk"),
    }


def test_a_refusal_of_the_database_changes_nothing():
    plan = plan_import([row(slug="first", name="First"), row()])
    RoleFactory(category=UserCategory.objects.get(slug="cms"), name="New")
    with pytest.raises(FileError):
        apply(plan)
    assert not Role.objects.filter(slug="first").exists()


# Files that cannot be read


@pytest.mark.parametrize("file", BAD_FILES, ids=lambda file: file.name)
def test_a_bad_file_is_refused_in_one_sentence(file):
    with pytest.raises(FileError) as refused:
        rows_of(file.read_bytes())
    assert str(refused.value).startswith("The file ")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("page.json", ("JSON", "roles.json")),
        ("trailing_comma.json", ("line 4, character 4", "comma")),
        ("big_number.json", ("number", "roles.json")),
        ("many_rows.json", (f"{MAX_ROWS} rows", "roles.json")),
    ],
)
def test_a_refusal_says_what_to_do(name, facts):
    with pytest.raises(FileError) as refused:
        rows_of(Path(__file__).with_name("bad_files").joinpath(name).read_bytes())
    assert [each for each in facts if each not in str(refused.value)] == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (
            b'[{"model": "rolerequests.role", "fields": {"slug": "help-desk", "category": ["cms"], '
            b'"name": "Aide", "name": "Help"}}]',
            '"name"',
        ),
        (b'[{"model": "rolerequests.role", "fields": {}, "fields": {}}]', '"fields"'),
    ],
    ids=["field", "fields"],
)
def test_a_repeated_key_is_an_error_of_its_row(file, name):
    (error,) = plan_import(rows_of(file)).errors
    assert error.startswith(f"Row 1: {name}")


def test_a_file_above_the_limit_is_refused():
    assert rows_of(b" " * (MAX_BYTES - 3) + b"[1]") == [1]
    with pytest.raises(FileError, match="256 KB"):
        rows_of(b" " * (MAX_BYTES + 1))
