"""Seeding: the words of the job aid to the letter, what page 3 asks, and what seeding adds or overwrites."""

import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from rolerequests.catalog.seeding import SeedOutcome, is_empty, seed_catalog
from rolerequests.models import Organization, Role, UserCategory
from tests.factories import RoleFactory

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
    """What `manage.py seed` prints about the catalog, line by line."""
    capsys.readouterr()
    call_command("seed", *options, organizations=0)
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if not line.startswith(("added: exercise", "left out: exercise"))]


def asked_by(role):
    asks = {STATE: role.asks_state, SURVEYOR: role.asks_surveyor, ORGANIZATIONS: role.asks_organizations}
    return {name for name, asked in asks.items() if asked}


@pytest.fixture
def empty(db):
    """A database without a catalog."""
    Role.objects.all().delete()
    UserCategory.objects.all().delete()


def test_categories_are_those_of_the_job_aid(db):
    assert list(UserCategory.objects.values_list("name", "description")) == CATEGORIES
    assert list(UserCategory.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("slug", "roles"), [("state-agency", STATE_AGENCY), ("cms", CMS)])
def test_documented_roles_are_those_of_the_job_aid(db, slug, roles):
    stored = Role.objects.filter(category__slug=slug)
    assert list(stored.values_list("name", "description")) == roles
    assert set(stored.values_list("source", flat=True)) == {"job_aid"}


def test_roles_ask_on_page_3_as_documented(db):
    roles = Role.objects.select_related("category")
    assert [(role.category.name, role.name, asked_by(role)) for role in roles] == PAGE_3


def test_other_roles_have_a_source_and_a_note(db):
    others = Role.objects.exclude(category__slug__in=["state-agency", "cms"])
    public = {"Provider Security Official", "Provider ePOC Administrator", "Assessment Submitter"}
    assert {role.name for role in others if role.source == "public"} == public
    assert {role.name for role in others if role.source == "placeholder"} == {
        name for _, name, _ in PAGE_3
    } - public - {name for name, _ in CMS + STATE_AGENCY}
    notes = {role.source: role.note for role in Role.objects.all()}
    assert notes["job_aid"] == ""
    assert len(set(notes.values())) == 3


def test_a_setting_hides_roles_not_in_the_job_aid(db, settings):
    assert Role.objects.offered().count() == len(PAGE_3)
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    assert [role.name for role in Role.objects.offered()] == [name for name, _ in CMS + STATE_AGENCY]


def test_seeding_fills_an_empty_database(empty, capsys):
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


def test_seeding_again_changes_nothing(db, capsys):
    before = list(Role.objects.order_by("pk").values())
    assert seed_catalog() == seed_catalog(overwrite=True) == SeedOutcome([], [])
    assert len(seed(capsys=capsys)) == 1
    assert list(Role.objects.order_by("pk").values()) == before


def test_seeding_adds_missing_entries_only(db, capsys):
    Role.objects.get_by_natural_key("cms", "help-desk").delete()
    kept = list(Role.objects.values_list("pk", flat=True))
    assert seed(capsys=capsys) == ["added: role cms/help-desk"]
    assert [role.name for role in Role.objects.filter(category__slug="cms")] == [name for name, _ in CMS]
    assert set(kept) < set(Role.objects.values_list("pk", flat=True))


def test_seeding_lists_edits_and_keeps_them(db, capsys):
    Role.objects.filter(category__slug="cms", slug="help-desk").update(name="Help!", asks_state=True)
    UserCategory.objects.filter(slug="ado").update(position=9)
    assert seed(capsys=capsys)[:3] == [
        "differs: user category ado: position is 9, in the fixture 2",
        "differs: role cms/help-desk: name is 'Help!', in the fixture 'iQIES Help Desk'",
        "differs: role cms/help-desk: asks_state is True, in the fixture False",
    ]
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    assert (role.name, role.asks_state) == ("Help!", True)
    assert UserCategory.objects.get(slug="ado").position == 9


def test_overwriting_stores_the_values_of_the_fixtures(db, capsys):
    role = Role.objects.get_by_natural_key("cms", "help-desk")
    Role.objects.filter(pk=role.pk).update(name="Help!")
    assert seed("--overwrite", capsys=capsys) == [
        "overwritten: role cms/help-desk: name is 'Help!', in the fixture 'iQIES Help Desk'"
    ]
    role.refresh_from_db()
    assert role.name == "iQIES Help Desk"
    assert seed_catalog().differences == []


def test_seeding_keeps_entries_that_editors_added(db):
    role = RoleFactory(name="Our Role")
    assert seed_catalog(overwrite=True) == SeedOutcome([], [])
    assert Role.objects.get(pk=role.pk).name == "Our Role"


@pytest.fixture
def fixtures(monkeypatch, tmp_path):
    """Writes other fixture files: `fixtures(categories=rows, roles=rows)`."""

    def write(**files):
        for name in ("categories", "roles"):
            rows = files.get(name, load(name))
            (tmp_path / f"{name}.json").write_text(json.dumps(rows))
        monkeypatch.setattr(settings, "FIXTURE_DIRS", [tmp_path])

    return write


def load(name):
    """The rows of a fixture file of the repository."""
    return json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text())


def test_seeding_adds_all_or_nothing(empty, fixtures):
    roles = load("roles")
    roles[-1]["fields"]["category"] = ["no-such-category"]
    fixtures(roles=roles)
    with pytest.raises(Exception, match=r"matching query does not exist"):
        seed_catalog()
    assert is_empty()


def test_a_fixture_without_position_is_added_last(db, fixtures):
    roles = load("roles")
    new = {"category": ["cms"], "slug": "new", "name": "New"}
    fixtures(roles=[{"model": "rolerequests.role", "fields": new}, *roles])
    seed_catalog()
    assert Role.objects.filter(category__slug="cms").last().slug == "new"


def test_a_fixture_without_position_keeps_the_stored_one(db, fixtures):
    categories = load("categories")
    del categories[1]["fields"]["position"]
    categories[1]["fields"]["name"] = "A.D.O."
    fixtures(categories=categories)
    (difference,) = seed_catalog(overwrite=True).differences
    assert difference.field == "name"
    assert UserCategory.objects.get(slug="ado").position == 2


def test_seeded_entries_are_valid(db):
    """SQLite stores texts that are too long; PostgreSQL and the admin refuse them."""
    for entry in [*UserCategory.objects.all(), *Role.objects.all()]:
        entry.full_clean()


@pytest.mark.parametrize(("name", "model"), [("categories", UserCategory), ("roles", Role)])
def test_fixtures_have_every_field(name, model):
    fields = {field.name for field in model._meta.concrete_fields} - {"id"}
    assert fields == set(model.FILE_FIELDS)
    for row in load(name):
        assert tuple(row["fields"]) == model.FILE_FIELDS


def test_seed_adds_missing_organizations(db, capsys):
    call_command("seed", organizations=2_000)
    number = Organization.objects.count()
    assert number > 2_000
    assert "organizations" in capsys.readouterr().out
    call_command("seed", organizations=2_000)
    assert Organization.objects.count() == number
    assert "organizations" not in capsys.readouterr().out


@pytest.mark.parametrize("number", [-1, 200_001])
def test_seed_refuses_impossible_numbers_of_organizations(db, number):
    with pytest.raises(CommandError, match="--organizations"):
        call_command("seed", organizations=number)
