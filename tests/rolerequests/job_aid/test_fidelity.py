"""The fidelity ledger lists exactly what the five pages show, with sources that exist."""

import json
import re
from shutil import copytree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from rolerequests.catalog.checks import Level, findings
from rolerequests.job_aid.data import load_data
from rolerequests.job_aid.fidelity import Kind, Source, replica, source_of
from rolerequests.models import Organization, Role, RoleRequest, UserCategory
from rolerequests.qa.sandboxes import create_sandbox
from tests.factories import OrganizationFactory
from tests.helpers import client_of, draft_of, pending_of
from tests.pages import heading_of
from tests.rolerequests.job_aid.elements import elements_of

pytestmark = pytest.mark.django_db

LEDGER, JOB_AID = load_data("fidelity.json"), load_data("job_aid.json")

NEW = "/role-requests/new/"
PROFILE = "/my-profile/"


# The five pages in all their states. Each function yields responses.


@pytest.fixture
def roles():
    """The roles by name."""
    return {role.name: role for role in Role.objects.select_related("category")}


def address_of(draft, slug):
    return f"/role-requests/{draft.pk}/{slug}/"


def stale(alice_client, address, data=None):
    """The page after a form whose token is from an earlier log-in."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice_client.cookies
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return strict.post(address, data or {}, follow=True)


def welcome(alice, bob, alice_client, roles):
    yield alice_client.get("/")
    yield alice_client.post("/start-over/", follow=True)
    yield alice_client.post("/practice-account/", follow=True)
    yield stale(alice_client, address_of(draft_of(bob, roles["ADO User"]), "role"))


def category(alice, bob, alice_client, roles):
    yield alice_client.get(NEW)
    yield alice_client.post(NEW, follow=True)
    yield stale(alice_client, NEW)
    draft = draft_of(alice, roles["ADO User"])
    yield alice_client.get(address_of(draft, "category"))
    RoleRequest.objects.filter(pk=draft.pk).update(category=None, role=None)
    yield alice_client.get(address_of(draft, "role"), follow=True)
    for table in (RoleRequest, Role, UserCategory):
        table.objects.all().delete()
    yield alice_client.get(NEW)


def role(alice, bob, alice_client, roles):
    for each in UserCategory.objects.all():
        address = alice_client.post(NEW, {"category": each.pk})["Location"]
        yield alice_client.get(address)
    yield alice_client.post(address, follow=True)
    yield stale(alice_client, address)
    yield alice_client.get(address.replace("role/", "organizations/"), follow=True)
    yield changed_in_another_tab(alice, alice_client, roles)
    draft = RoleRequest.begin(alice)
    draft.choose_category(roles["Vendor Submitter"].category, actor=alice)
    roles["Vendor Submitter"].delete()
    yield alice_client.get(address_of(draft, "role"))


def changed_in_another_tab(alice, alice_client, roles):
    """Page 2 is submitted while another tab changes the category."""
    draft = draft_of(alice, roles["CMS General User"])
    original = RoleRequest.choose_role

    def too_late(request, chosen, **actor):
        RoleRequest.objects.filter(pk=request.pk).update(category=roles["ADO User"].category, role=None)
        return original(request, chosen, **actor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoleRequest, "choose_role", too_late)
        return alice_client.post(
            address_of(draft, "role"), {"role": roles["iQIES Help Desk"].pk}, follow=True
        )


def organizations(alice, bob, alice_client, roles):
    sagu, general = roles["State Agency S&C General User"], roles["CMS General User"]
    for each in roles.values():
        yield alice_client.get(address_of(draft_of(alice, each), "organizations"))
    address = address_of(draft_of(alice, sagu), "organizations")
    yield alice_client.post(address, {"role": sagu.pk}, follow=True)
    yield alice_client.post(address, {"role": sagu.pk, "state": "XX", "surveyor": "maybe"}, follow=True)
    yield alice_client.post(address, {"role": general.pk, "state": "OH"}, follow=True)
    yield stale(alice_client, address)
    yield from with_organizations(alice, alice_client, roles)
    for chosen, state in ((sagu, "OH"), (general, "")):
        pending = pending_of(alice, chosen, state)
        address = address_of(draft_of(alice, chosen), "organizations")
        yield alice_client.post(address, {"role": chosen.pk, "state": state}, follow=True)
    yield alice_client.post(
        f"/role-requests/{pending.pk}/withdraw/?next={address}", {"next": address}, follow=True
    )


def with_organizations(alice, alice_client, roles):
    """Page 3 for a role that requires organizations, and the search."""
    vendor, contractor = roles["Vendor Submitter"], roles["Medicare Administrative Contractor User"]
    many = OrganizationFactory.create_batch(30)
    one, two, three = many[:3]
    draft = draft_of(alice, vendor)
    page = address_of(draft, "organizations")
    search, remove = f"{page}search/", f"{page}remove/"
    yield alice_client.post(page, {"role": vendor.pk}, follow=True)
    Organization.objects.filter(pk=three.pk).update(is_open=False, replaced_by=two)
    Organization.objects.filter(pk=many[3].pk).update(is_open=False)
    yield alice_client.post(search, {"organizations": [one.pk]}, follow=True)
    yield alice_client.post(search, {"organizations": [one.pk]}, follow=True)
    yield alice_client.post(search, {"organizations": [one.pk, two.pk, many[5].pk]}, follow=True)
    yield alice_client.post(search, {"organizations": [three.pk]}, follow=True)
    yield alice_client.post(search, {"organizations": [many[3].pk]}, follow=True)
    for query in (
        "home",
        "home&page=2",
        "zebra",
        "36-8400",
        "36849",
        "36-84O7",
        "1234567",
        "368",
        "",
        "36-8498",
    ):
        yield alice_client.get(f"{search}?q={query}&state=&kind=")
    yield alice_client.get(search, {"q": many[7].code, "state": "", "kind": ""})
    yield alice_client.get(search, {"q": "x" * 101, "state": "", "kind": ""})
    yield alice_client.get(search, {"q": "home", "state": "OH", "kind": ""})
    yield alice_client.post(f"{search}?q=home&state=&kind=", follow=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rolerequests.organizations.search.MAX_FOUND", 3)
        yield alice_client.get(search, {"q": "home", "state": "", "kind": ""})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rolerequests.models.request_organizations.MAX_ORGANIZATIONS", 3)
        yield alice_client.post(search, {"organizations": [many[6].pk]}, follow=True)
    yield alice_client.post(page, {"role": vendor.pk, "organizations": "1"}, follow=True)
    yield alice_client.post(remove, {"organization": many[5].pk}, follow=True)
    Organization.objects.filter(pk=two.pk).update(is_open=False)
    shown = {"role": vendor.pk, "organizations": f"{one.pk},{two.pk}"}
    yield alice_client.post(page, shown, follow=True)
    Organization.objects.filter(pk=two.pk).update(is_open=True)
    pending_of(alice, vendor, organizations=[two])
    yield alice_client.post(page, shown, follow=True)
    other = address_of(draft_of(alice, contractor), "organizations")
    yield alice_client.get(f"{other}search/", {"q": "", "state": ""})


def several(alice, bob, alice_client, roles):
    """The list of CCNs."""
    one, two, *_ = OrganizationFactory.create_batch(30)
    Organization.objects.filter(pk=two.pk).update(is_open=False)
    draft = draft_of(alice, roles["Vendor Submitter"])
    page = f"{address_of(draft, 'organizations')}several/"
    yield alice_client.get(page)
    yield alice_client.post(page, {"ccns": " "}, follow=True)
    yield alice_client.post(page, {"ccns": "x" * 20_001})
    bad = "\n".join([one.code, two.code, "36849", "36-9999", *(f"x{number}" for number in range(25))])
    yield alice_client.post(page, {"ccns": bad}, follow=True)
    yield stale(alice_client, page)


def my_profile(alice, bob, alice_client, roles):
    sagu = roles["State Agency S&C General User"]
    yield alice_client.get(PROFILE)
    draft = draft_of(alice, sagu)
    organizations_page = address_of(draft, "organizations")
    yield alice_client.post(organizations_page, {"role": sagu.pk, "state": "OH"}, follow=True)
    yield alice_client.get(organizations_page, follow=True)
    yield submitted_in_another_tab(alice, alice_client, roles)
    withdraw = f"/role-requests/{draft.pk}/withdraw/"
    yield alice_client.post(withdraw, follow=True)
    yield alice_client.get(withdraw, follow=True)
    yield alice_client.get(organizations_page, follow=True)
    alice_client.post("/start-over/", follow=True)
    yield alice_client.get(organizations_page, follow=True)
    crowded = client_of(User.objects.get(user_id=create_sandbox("crowded")["user_id"]))
    for number in (1, 2, 3):
        yield crowded.get(f"{PROFILE}?pending-requests={number}&active-roles={number}&past-requests={number}")


def submitted_in_another_tab(alice, alice_client, roles):
    """Page 2 is submitted while another tab submits the request."""
    chosen = roles["CMS View Only User"]
    draft = draft_of(alice, chosen)
    original = RoleRequest.choose_role

    def too_late(request, role, **actor):
        RoleRequest.objects.get(pk=request.pk).submit(chosen.pk, actor=alice)
        return original(request, role, **actor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoleRequest, "choose_role", too_late)
        return alice_client.post(
            address_of(draft, "role"), {"role": roles["iQIES Help Desk"].pk}, follow=True
        )


STATES = {
    "welcome": welcome,
    "category": category,
    "role": role,
    "organizations": organizations,
    "several": several,
    "my-profile": my_profile,
}


def pattern_of(words_listed):
    """The words of the ledger as a pattern; `{reference}` and the like match anything."""
    return re.compile(re.sub(r"\\\{.*?\\\}", ".+?", re.escape(words_listed)))


@pytest.mark.parametrize("slug", STATES)
def test_the_ledger_lists_exactly_the_page_elements(slug, alice, bob, alice_client, roles):
    (page,) = [each for each in replica() if each.slug == slug]
    title_words = page.title.split(", ")[-1]
    entries = [(entry.what, pattern_of(entry.words)) for entry in page.elements]
    shown = set()
    for response in STATES[slug](alice, bob, alice_client, roles):
        assert heading_of(response) == title_words
        shown |= elements_of(response)
    unlisted = [
        (what, said)
        for what, said in shown
        if not any(what == name and pattern.fullmatch(said) for name, pattern in entries)
    ]
    assert sorted(unlisted) == [], "on the page, but not in fixtures/fidelity.json"
    unseen = [
        (name, pattern.pattern)
        for name, pattern in entries
        if not any(what == name and pattern.fullmatch(said) for what, said in shown)
    ]
    assert sorted(unseen) == [], "in fixtures/fidelity.json, but in no state of the page"


def shipped():
    """The fields of the fixtures' categories and roles, in their order: `state-agency/general-user`."""
    rows = [row["fields"] for name in ("categories", "roles") for row in load_data(f"{name}.json")]
    return {"/".join([*fields.get("category", []), fields["slug"]]): fields for fields in rows}


def test_ledger_facts_are_those_of_the_fixtures():
    listed = {
        key: {name: fact["is"] for name, fact in facts.items()} for key, facts in LEDGER["catalog"].items()
    }
    assert listed == {
        key: {
            name: value
            for name, value in fields.items()
            if name in ("name", "description") or name.startswith("asks_")
        }
        for key, fields in shipped().items()
    }
    assert list(listed) == list(shipped())


def test_ledger_sources_agree_with_role_sources():
    said = {
        "job_aid": {("job aid", "job aid")},
        "public": {("public source", "ours")},
        "placeholder": {("ours", "ours"), ("inferred", "ours")},
    }
    for key, fields in shipped().items():
        facts = LEDGER["catalog"][key]
        kinds = tuple(Source.read(facts[each]["from"]).kind.value for each in ("name", "description"))
        assert kinds in said[fields.get("source", "job_aid")], key


@pytest.fixture
def repository(settings, tmp_path):
    """A writable copy of the data files of the repository."""
    copytree(settings.BASE_DIR / "fixtures", tmp_path / "fixtures")
    settings.BASE_DIR = tmp_path
    load_data.cache_clear()
    yield tmp_path / "fixtures"
    load_data.cache_clear()


def test_an_exported_edit_is_still_ours(repository):
    Role.objects.filter(slug="help-desk").update(description="iQIES support.")
    call_command("export_catalog", to=repository)
    role = Role.objects.get(slug="help-desk")
    assert source_of(role, "name") == Source(Kind.JOB_AID, "Figures 8, 13")
    assert source_of(role, "description") == Source(Kind.OURS, "changed in this simulator")
    (finding,) = [each for each in findings() if each.level == Level.ERROR]
    assert finding.entry == role
    assert "(Figures 8, 13): description is “iQIES support.”, in the job aid it is" in finding.sentence


def all_sources():
    sources = [
        Source.read(entry["from"])
        for page in LEDGER["pages"]
        for entry in page["elements"]
        if "from" in entry
    ]
    return sources + [
        Source.read(fact["from"]) for facts in LEDGER["catalog"].values() for fact in facts.values()
    ]


def test_job_aid_sources_name_existing_steps_and_figures():
    steps = {step["number"] for section in JOB_AID["sections"] for step in section["steps"]}
    figures = {number for section in JOB_AID["sections"] for step in section["steps"]
               for number in re.findall(r"Figure (\d+)", step["text"])}  # fmt: skip
    assert len(figures) == 15
    for source in all_sources():
        if source.kind == Kind.JOB_AID:
            named = set(re.findall(r"\d\.\d", source.where))
            shown = set(re.findall(r"\b\d+\b", source.where.partition("Figure")[2]))
            assert named | shown or "notes of sections" in source.where, source
            assert named <= steps, source
            assert shown <= figures, source


# The words in the figures of the wizard, besides the tiles: Figure 2; Figures 3, 8 and 13; Figures 4, 9 and 14.
IN_THE_FIGURES = {
    "2": {
        "STEP 1",
        "Select a User Category",
        "Select the category of your organization to begin the role request process.",
        "Next",
        "Cancel",
    },
    "3": {
        "STEP 2",
        "Select a User Role",
        "Select the user role that best fits your needs.",
        "Next",
        "Previous",
    },
    "4": {
        "STEP 3",
        "Add Organizations",
        "This role does not require the addition of organizations.",
        "Are you a Surveyor?",
        "Yes",
        "No",
        "Skip Question",
        "Submit Request",
        "Previous",
    },
}


@pytest.mark.parametrize("page", LEDGER["pages"], ids=lambda page: page["slug"])
def test_job_aid_words_are_in_the_named_places(page):
    steps = {step["number"]: step["text"] + step.get("note", "")
             for section in JOB_AID["sections"] for step in section["steps"]}  # fmt: skip
    notes = [" ".join(section["notes"]) for section in JOB_AID["sections"]]
    for entry in page["elements"]:
        source = Source.read(entry.get("from", "ours"))
        if source.kind != Kind.JOB_AID:
            continue
        named = [steps[number] for number in re.findall(r"\d\.\d", source.where)]
        named += notes if "notes of sections" in source.where else []
        assert [
            text for text in named if f"**{entry['words']}**" not in text and entry["words"] != "State"
        ] == []
        (figure,) = set(re.findall(r"\b[234]\b", source.where.partition("Figure")[2])) or {None}
        assert figure is None or entry["words"] in IN_THE_FIGURES[figure], entry
        assert named or figure, entry


def test_the_ledger_omits_elements_of_hidden_roles(settings):
    def listed():
        return {each.words for page in replica() for each in page.elements}

    note = "Not in the job aid: shown for practice. The name is a guess, the description is ours."
    needing = "Find an organization"
    assert {note, needing} <= listed()
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    assert not {note, needing} & listed()
    Role.objects.filter(slug="help-desk").update(asks_organizations="provider")
    assert needing in listed()


def test_other_sources_name_a_document_or_reason():
    assert [each for each in all_sources() if each.kind != Kind.OURS and not each.where] == []


def test_the_ledger_refers_to_the_18_contradictions():
    numbers = [each["number"] for each in LEDGER["contradictions"]]
    assert numbers == [f"D{number}" for number in range(1, 19)]
    text = json.dumps(LEDGER["pages"])
    assert set(re.findall(r"\bD\d+\b", text)) <= set(numbers)


def test_an_unknown_source_kind_is_refused():
    with pytest.raises(ValueError, match="hearsay"):
        Source.read("hearsay: somebody said so")
