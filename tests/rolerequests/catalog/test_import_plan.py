"""What an uploaded file would change, and its errors by row."""

import json

import pytest
from django.db.models import CheckConstraint

from rolerequests.catalog.import_export import plan_import, rows_of
from rolerequests.catalog.plan import apply
from rolerequests.models import Role, UserCategory
from tests.helpers import Queries
from tests.rolerequests.catalog.rows import (
    FIXTURES,
    category,
    help_desk,
    row,
    without,
)

pytestmark = pytest.mark.django_db


def test_the_fixtures_change_nothing():
    for name in ("categories", "roles"):
        plan = plan_import(rows_of((FIXTURES / f"{name}.json").read_bytes()))
        assert (plan.added, plan.changed, plan.errors) == ([], [], [])
        assert not plan.has_changes


def test_a_plan_lists_changes_and_writes_nothing():
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    rows = [row(), help_desk(name="Help!", description="x"), category()]
    with Queries() as queries:
        plan = plan_import(rows)
    assert queries.count() == 2
    assert [str(each) for each in plan.added] == ["New", "New"]
    (change,) = plan.changed
    assert change.stored == change.entry == role
    assert [(each.field, each.in_database, each.in_file) for each in change.differences] == [
        ("name", "iQIES Help Desk", "Help!"),
        ("description", "iQIES system support.", "x"),
    ]
    assert len(plan.not_in_file) == 7 + 24 - 1
    assert Role.objects.get(pk=role.pk).name == "iQIES Help Desk"


def test_entries_of_absent_kinds_are_not_listed():
    rows = json.loads((FIXTURES / "roles.json").read_text())
    missing = rows.pop()["fields"]["slug"]
    plan = plan_import(rows)
    assert [each.slug for each in plan.not_in_file] == [missing]
    assert [words for words, _ in plan.not_in_file_by_kind] == ["1 role"]
    assert [words for words, _ in plan.unchanged_by_kind] == ["23 roles"]


def test_fields_missing_in_a_row_stay():
    plan = plan_import([help_desk()])
    assert [str(each) for each in plan.unchanged] == ["iQIES Help Desk"]
    assert plan.errors == []


def test_a_category_may_follow_its_roles():
    plan = plan_import([row(category=["new"]), category()])
    assert plan.errors == []
    apply(plan)
    assert Role.objects.get_by_natural_key("new", "new").category.name == "New"


def test_new_entries_without_position_go_last():
    plan = plan_import(
        [without("position", each) for each in (category(), row(), row(slug="next", name="Next"))]
    )
    assert plan.errors == []
    assert [dict(each.fields)["position"] for each in plan.additions] == ["last"] * 3
    apply(plan)
    assert UserCategory.objects.get(slug="new").position == 8
    roles = Role.objects.filter(category__slug="cms").order_by("position").values_list("slug", flat=True)
    assert list(roles)[-2:] == ["new", "next"]


def test_additions_say_whether_trainees_see_them():
    rows = [row(), row(slug="off", name="Off", is_active=False), category(is_active=False)]
    rows += [row(category=["new"])]
    assert [each.is_visible for each in plan_import(rows).additions] == [False, True, False, False]


# Errors: the row, and what in it is wrong


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([1], ["Row 1: “model” and “fields”"]),
        (
            [{"model": "accounts.user", "fields": {"is_superuser": True}}],
            ['Row 1: model rolerequests.usercategory or rolerequests.role "accounts.user"'],
        ),
        ([{"model": ["x"], "fields": {}}], ['Row 1: model ["x"]']),
        ([{"model": "rolerequests.role", "fields": {}}], ["Row 1: slug", "Row 1: category"]),
        ([row(category=["cms", "ado"])], ['Row 1: category ["cms", "ado"]']),
        ([row(category=[1])], ["Row 1: category [1]"]),
        ([row(category=None)], ["Row 1: category null"]),
        ([row(category=["Café"])], ['Row 1: category ["Café"]']),
        ([row(), row(category=["nowhere"])], ['Row 2: category ["nowhere"]']),
        ([row(category="cms")], ['Row 1: category "cms"']),
        ([row(shade="red")], ['Row 1: "shade"']),
        ([row(id=1)], ['Row 1: "id"']),
        ([row(**{"sl\ud800ug": "x"})], ['Row 1: "sl\\ud800ug"']),
        ([row(**{"x" * 999: "x"})], [f'Row 1: "{"x" * 59}….']),
        ([row(position="first")], ['Row 1: position whole number "first"']),
        ([row(position=True)], ["Row 1: position whole number true"]),
        ([row(position=-1)], ["Row 1: position: 0"]),
        ([row(position=10**6)], ["Row 1: position: 9999"]),
        ([row(is_active="yes")], ['Row 1: is_active true or false "yes"']),
        ([row(name=None)], ["Row 1: name text null"]),
        ([row(name="a\0b")], ["Row 1: name character"]),
        ([row(name="a\ud800b")], ["Row 1: name character"]),
        ([row(name="x" * 101)], ["Row 1: name: 100 characters 101"]),
        ([row(description=" ")], ["Row 1: description:"]),
        ([row(source="hearsay")], ['Row 1: source "job_aid", "public" or "placeholder" "hearsay"']),
        # Files from before it named a group have true or false.
        ([row(asks_organizations=True)], ['Row 1: asks_organizations "", "provider", "contractor" true']),
        ([row(asks_organizations=False)], ['Row 1: asks_organizations "", "accrediting" false']),
        ([row(slug="not a slug")], ["Row 1: slug: hyphens"]),
        ([row(name=" ", slug="", position=-1)], ["Row 1: slug:", "Row 1: name:", "Row 1: position:"]),
        ([row(), row()], ["Row 2: role cms/new row 1"]),
        ([row(name="cms general USER")], ["Row 1: role cms/general-user “cms general USER”"]),
        ([row(name="CMS\xa0General  User")], ["Row 1: role cms/general-user “CMS General User”"]),
        ([row(name="Zu\u0308rich"), row(name="Z\xfcrich", slug="a")], ["Row 2: role cms/new “Zürich”"]),
        ([row(name="cms general USER", slug="a")], ["Row 1: role cms/general-user “cms general USER”"]),
        ([category(name="ado")], ["Row 1: user category ado “ado”"]),
    ],
)
def test_an_error_names_its_row_and_value(rows, errors):
    plan = plan_import(rows)
    assert len(plan.errors) == len(errors)
    for error, facts in zip(plan.errors, errors, strict=True):
        prefix, words = facts.split(": ", 1) if ": " in facts else facts.split(":", 1)
        assert error.startswith(prefix)
        assert [each for each in words.split() if each not in error] == []
    with pytest.raises(ValueError, match="with errors"):
        apply(plan)


def test_errors_are_in_the_order_of_rows():
    plan = plan_import([*({} for _ in range(10)), category(position=None)])
    assert [each.split(":")[0] for each in plan.errors] == [f"Row {number}" for number in range(1, 12)]


@pytest.mark.parametrize("name", ["", "   ", "\xa0", "\n"])
@pytest.mark.parametrize("entry", [row, category])
def test_a_blank_name_is_an_error_of_its_row(entry, name):
    assert plan_import([entry(name=name)]).errors == ["Row 1: name: write the label."]


# For each check constraint of the database, a row that violates it.
VIOLATIONS = {
    "category_name_written": category(name=" "),
    "active_category_described": category(description="\xa0"),
    "role_name_written": row(name=" "),
    "active_role_described": row(description="\xa0"),
    "role_source_is_known": row(source="hearsay"),
    "role_asks_known_group": row(asks_organizations="bakeries"),
}


def test_every_check_constraint_has_a_violation():
    constraints = [each for model in (UserCategory, Role) for each in model._meta.constraints]
    checks = {each.name for each in constraints if isinstance(each, CheckConstraint)}
    # The field position has a check of its own (position >= 0): see position=-1 above.
    assert checks == set(VIOLATIONS)


@pytest.mark.parametrize("violation", VIOLATIONS.values(), ids=VIOLATIONS)
def test_a_violated_constraint_is_an_error_of_its_row(violation):
    plan = plan_import([row(slug="good", name="Good"), violation])
    assert [each.split(":")[0] for each in plan.errors] == ["Row 2"]
