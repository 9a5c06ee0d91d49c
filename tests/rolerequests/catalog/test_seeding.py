"""The catalog that seeding brings: the job aid's words to the letter, and what page 3 asks for each role."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command

from rolerequests.catalog.seeding import is_empty, seed_catalog
from rolerequests.models import Role, UserCategory

# Figure 2
CATEGORIES = [
    ("Accrediting Organization", "Administration and survey of deemed healthcare providers."),
    ("ADO", "Application Development Organization"),
    (
        "CMS",
        "IQIES Administration for User Security Support for Patient Assessments and or Survey and "
        "Certification.",
    ),
    (
        "Contractor",
        "CMS Contractors, Contract Surveyors, Medicare Administrative Contractors, Medicare Administrative "
        "Contractor Security Official",
    ),
    ("Provider", "Healthcare organizations, agencies, and services."),
    (
        "State Agency",
        "State-level administration for Survey and Certification activities and Patient Assessments "
        "Management activities.",
    ),
    ("Vendor", "Data and assessment submitters on behalf of providers."),
]

# Figure 3
STATE_AGENCY = [
    (
        "State Agency Assessment Coordinator",
        "Manage ICD-10 exclusions and patient assessment information, view and manage patient profiles and "
        "assessments, run provider reports.",
    ),
    ("State Agency Security Official for S&C", "IQIES user access approvals and user profiles"),
    (
        "State Agency S&C General User",
        "Access and manage provider information, events, and reports within your state. Read-only access to "
        "all provider profiles and details in all other states.",
    ),
]

# Figures 8 and 13
CMS = [
    ("CMS View Only User", "View patient profiles, view assessments, generate and view reports."),
    (
        "CMS General User",
        "Manage all providers; manage and approve deemed providers; read-only access to patient profiles and "
        "assessments; run provider reports.",
    ),
    ("iQIES Help Desk", "iQIES system support."),
    (
        "iQIES Help Desk Production Control",
        "Approve, Reject, and Remove User Requests; Manage ICD-10 exclusions and patient assessment "
        "information, view patient profile and assessments, manage patient assessments, run provider "
        "reports.",
    ),
    ("CMS Security Official", "iQIES user account approvals."),
    ("Office of Financial Management User", "Track CMPTS cases; record CMPTS payments"),
]

STATE, SURVEYOR, ORGANIZATIONS = "state", "surveyor", "organizations"

# Category, role, what page 3 asks; in the order of the pages.
PAGE_3 = [
    ("Accrediting Organization", "Accrediting Organization General User", {ORGANIZATIONS, SURVEYOR}),
    ("Accrediting Organization", "Accrediting Organization Security Official", {ORGANIZATIONS}),
    ("ADO", "ADO User", set()),
    ("CMS", "CMS View Only User", set()),
    ("CMS", "CMS General User", {SURVEYOR}),
    ("CMS", "iQIES Help Desk", set()),
    ("CMS", "iQIES Help Desk Production Control", set()),
    ("CMS", "CMS Security Official", set()),
    ("CMS", "Office of Financial Management User", set()),
    ("Contractor", "CMS Contractor", set()),
    ("Contractor", "Contract Surveyor", {SURVEYOR}),
    ("Contractor", "Medicare Administrative Contractor User", {ORGANIZATIONS}),
    ("Contractor", "Medicare Administrative Contractor Security Official", {ORGANIZATIONS}),
    ("Provider", "Provider Security Official", {ORGANIZATIONS}),
    ("Provider", "Provider ePOC Administrator", {ORGANIZATIONS}),
    ("Provider", "Assessment Submitter", {ORGANIZATIONS}),
    ("Provider", "Assessment Viewer", {ORGANIZATIONS}),
    ("Provider", "Provider Administrator", {ORGANIZATIONS}),
    ("Provider", "PBJ Submitter", {ORGANIZATIONS}),
    ("Provider", "PBJ Viewer", {ORGANIZATIONS}),
    ("State Agency", "State Agency Assessment Coordinator", {STATE}),
    ("State Agency", "State Agency Security Official for S&C", {STATE}),
    ("State Agency", "State Agency S&C General User", {STATE, SURVEYOR}),
    ("Vendor", "Vendor Submitter", {ORGANIZATIONS}),
]


def seed(*options, capsys):
    """What `manage.py seed` prints, line by line."""
    capsys.readouterr()
    call_command("seed", *options)
    return capsys.readouterr().out.splitlines()


def asked_by(role):
    asks = {STATE: role.asks_state, SURVEYOR: role.asks_surveyor, ORGANIZATIONS: role.asks_organizations}
    return {what for what, asked in asks.items() if asked}


@pytest.fixture
def empty(db):
    """A database without a catalog."""
    Role.objects.all().delete()
    UserCategory.objects.all().delete()


def test_the_seven_categories_are_those_of_the_job_aid_in_its_order(db):
    assert list(UserCategory.objects.values_list("name", "description")) == CATEGORIES
    assert list(UserCategory.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("slug", "roles"), [("state-agency", STATE_AGENCY), ("cms", CMS)])
def test_the_roles_of_the_job_aid_are_in_its_words_and_order(db, slug, roles):
    stored = Role.objects.filter(category__slug=slug)
    assert list(stored.values_list("name", "description")) == roles
    assert set(stored.values_list("source", flat=True)) == {"job_aid"}


def test_page_3_asks_for_each_role_what_it_should(db):
    roles = Role.objects.select_related("category")
    assert [(role.category.name, role.name, asked_by(role)) for role in roles] == PAGE_3


def test_roles_that_are_not_in_the_job_aid_are_marked_as_such(db):
    elsewhere = Role.objects.exclude(category__slug__in=["state-agency", "cms"])
    public = {"Provider Security Official", "Provider ePOC Administrator", "Assessment Submitter"}
    assert len(elsewhere) == len(PAGE_3) - 9
    for role in elsewhere:
        if role.name in public:
            assert role.source == "public"
            assert role.note == (
                "Not in the job aid: shown for practice. The name is from public sources, the description is "
                "ours."
            )
        else:
            assert role.source == "placeholder"
            assert (
                role.note
                == "Not in the job aid: shown for practice. The name is a guess, the description is ours."
            )
    assert {role.note for role in Role.objects.filter(source="job_aid")} == {""}


def test_one_setting_hides_them(db, settings):
    assert Role.objects.offered().count() == len(PAGE_3)
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    assert [role.name for role in Role.objects.offered()] == [name for name, _ in CMS + STATE_AGENCY]


def test_an_empty_database_gets_everything_and_says_what(empty, capsys):
    assert is_empty()
    lines = seed(capsys=capsys)
    assert len(lines) == 7 + len(PAGE_3)
    assert lines[:2] == [
        "added: user category accrediting-organization",
        "added: user category ado",
    ]
    assert "added: role state-agency/general-user" in lines
    assert not is_empty()
    assert list(UserCategory.objects.values_list("name", "description")) == CATEGORIES


def test_a_second_run_says_that_it_is_as_in_the_fixtures(db, capsys):
    before = list(Role.objects.order_by("pk").values())
    assert seed(capsys=capsys) == ["The catalog is as in the fixtures."]
    assert seed("--overwrite", capsys=capsys) == ["The catalog is as in the fixtures."]
    assert list(Role.objects.order_by("pk").values()) == before


def test_what_is_missing_is_added_and_the_rest_left_alone(db, capsys):
    Role.objects.get_by_natural_key("cms", "help-desk").delete()
    kept = list(Role.objects.values_list("pk", flat=True))
    assert seed(capsys=capsys) == ["added: role cms/help-desk"]
    assert [role.name for role in Role.objects.filter(category__slug="cms")] == [name for name, _ in CMS]
    assert set(kept) < set(Role.objects.values_list("pk", flat=True))


def test_an_admins_edit_is_listed_and_left_alone(db, capsys):
    Role.objects.filter(category__slug="cms", slug="help-desk").update(name="Help!", asks_state=True)
    UserCategory.objects.filter(slug="ado").update(position=9)
    assert seed(capsys=capsys) == [
        "differs: user category ado: position is 9, in the fixture 2",
        "differs: role cms/help-desk: name is 'Help!', in the fixture 'iQIES Help Desk'",
        "differs: role cms/help-desk: asks_state is True, in the fixture False",
        "The database was left as it is. To take the fixture's: manage.py seed --overwrite",
    ]
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    assert (role.name, role.asks_state) == ("Help!", True)
    assert UserCategory.objects.get(slug="ado").position == 9


def test_overwriting_takes_the_fixtures_words(db, capsys):
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    Role.objects.filter(pk=role.pk).update(name="Help!")
    assert seed("--overwrite", capsys=capsys) == [
        "overwritten: role cms/help-desk: name is 'Help!', in the fixture 'iQIES Help Desk'"
    ]
    role.refresh_from_db()
    assert role.name == "iQIES Help Desk"
    assert seed(capsys=capsys) == ["The catalog is as in the fixtures."]


def test_what_an_admin_added_stays(db, capsys):
    category = UserCategory.objects.create(slug="ours", name="Ours", description="x", position=8)
    role = Role.objects.create(category=category, slug="ours", name="Our Role", description="x")
    assert seed("--overwrite", capsys=capsys) == ["The catalog is as in the fixtures."]
    assert Role.objects.get(pk=role.pk).name == "Our Role"


def test_seeding_is_all_or_nothing(empty, monkeypatch, tmp_path):
    for name in ("categories.json", "roles.json"):
        rows = json.loads((settings.BASE_DIR / "fixtures" / name).read_text())
        if name == "roles.json":
            rows[-1]["fields"]["category"] = ["no-such-category"]
        (tmp_path / name).write_text(json.dumps(rows))
    monkeypatch.setattr(settings, "FIXTURE_DIRS", [tmp_path])
    with pytest.raises(Exception, match=r"matching query does not exist"):
        seed_catalog()
    assert is_empty()


def test_what_is_seeded_passes_the_admins_own_checks(db):
    """SQLite stores what is too long or misspelled, PostgreSQL and the admin do not."""
    for row in [*UserCategory.objects.all(), *Role.objects.all()]:
        row.full_clean()


def test_the_fixtures_give_every_field():
    for name, model in (("categories.json", UserCategory), ("roles.json", Role)):
        fields = {field.name for field in model._meta.concrete_fields} - {"id"}
        for row in json.loads((settings.BASE_DIR / "fixtures" / name).read_text()):
            assert set(row["fields"]) == fields
