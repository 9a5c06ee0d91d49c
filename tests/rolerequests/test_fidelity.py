"""The fidelity ledger and the five pages say the same, in both directions."""

import json
import re

import pytest
from django.test import Client, override_settings

from accounts.models import User
from rolerequests.catalogue import as_shipped
from rolerequests.conditions import make_world
from rolerequests.fidelity import Kind, Source, replica
from rolerequests.fixtures import content_of
from rolerequests.models import Role, RoleRequest, UserCategory
from tests.conftest import Queries, browser_of, draft_of, pending_of
from tests.rolerequests.elements import elements_of
from tests.rolerequests.pages import heading, main, title, words

pytestmark = pytest.mark.django_db

LEDGER, JOB_AID = content_of("fidelity.json"), content_of("job_aid.json")

LEDGER_PAGE = "/help/fidelity-ledger/"
MATRIX_PAGE = "/help/user-roles-matrix/"
NEW = "/role-requests/new/"
PROFILE = "/my-profile/"


# The five pages in all their states: each function yields responses.


@pytest.fixture
def roles():
    """The roles by name."""
    return {role.name: role for role in Role.objects.select_related("category")}


def address_of(draft, slug):
    return f"/role-requests/{draft.pk}/{slug}/"


def stale(browser, address, data=None):
    """A form sent after signing in anew: the page that follows says so."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    strict.cookies["csrftoken"] = "a" * 32
    return strict.post(address, data or {}, follow=True)


def welcome(alice, bob, browser, roles):
    yield browser.get("/")
    yield browser.post("/start-over/", follow=True)
    yield browser.post("/practice-identity/", follow=True)
    yield stale(browser, address_of(draft_of(bob, roles["ADO User"]), "role"))


def category(alice, bob, browser, roles):
    yield browser.get(NEW)
    yield browser.post(NEW)
    yield browser.post(NEW, {"category": "0"})
    yield stale(browser, NEW)
    draft = draft_of(alice, roles["ADO User"])
    yield browser.get(address_of(draft, "category"))
    RoleRequest.objects.filter(pk=draft.pk).update(category=None, role=None)
    yield browser.get(address_of(draft, "role"), follow=True)
    for table in (RoleRequest, Role, UserCategory):
        table.objects.all().delete()
    yield browser.get(NEW)


def role(alice, bob, browser, roles):
    for each in UserCategory.objects.all():
        address = browser.post(NEW, {"category": each.pk})["Location"]
        yield browser.get(address)
    yield browser.post(address)
    yield browser.post(address, {"role": "0"})
    yield stale(browser, address)
    yield browser.get(address.replace("role/", "organizations/"), follow=True)
    yield changed_in_another_tab(alice, browser, roles)
    draft = RoleRequest.begin(alice)
    draft.choose_category(roles["Vendor Submitter"].category)
    roles["Vendor Submitter"].delete()
    yield browser.get(address_of(draft, "role"))


def changed_in_another_tab(alice, browser, roles):
    """Page 2 is answered while another tab changes page 1's answer, at the very same moment."""
    draft = draft_of(alice, roles["CMS General User"])
    original = RoleRequest.choose_role

    def too_late(request, chosen):
        RoleRequest.objects.filter(pk=request.pk).update(category=roles["ADO User"].category, role=None)
        return original(request, chosen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoleRequest, "choose_role", too_late)
        return browser.post(address_of(draft, "role"), {"role": roles["iQIES Help Desk"].pk}, follow=True)


def organizations(alice, bob, browser, roles):
    sagu, general = roles["State Agency S&C General User"], roles["CMS General User"]
    for each in roles.values():
        yield browser.get(address_of(draft_of(alice, each), "organizations"))
    address = address_of(draft_of(alice, sagu), "organizations")
    yield browser.post(address, {"role": sagu.pk})
    yield browser.post(address, {"role": sagu.pk, "state": "XX", "surveyor": "maybe"})
    yield browser.post(address, {"role": general.pk, "state": "OH"})
    yield stale(browser, address)
    needing = roles["Vendor Submitter"]
    yield browser.post(address_of(draft_of(alice, needing), "organizations"), {"role": needing.pk})
    for chosen, state in ((sagu, "OH"), (general, "")):
        pending = pending_of(alice, chosen, state)
        address = address_of(draft_of(alice, chosen), "organizations")
        yield browser.post(address, {"role": chosen.pk, "state": state})
    yield browser.post(
        f"/role-requests/{pending.pk}/withdraw/?next={address}", {"next": address}, follow=True
    )


def my_profile(alice, bob, browser, roles):
    sagu = roles["State Agency S&C General User"]
    yield browser.get(PROFILE)
    draft = draft_of(alice, sagu)
    organizations_page = address_of(draft, "organizations")
    yield browser.post(organizations_page, {"role": sagu.pk, "state": "OH"}, follow=True)
    yield browser.get(organizations_page, follow=True)
    yield answered_too_late(alice, browser, roles)
    withdraw = f"/role-requests/{draft.pk}/withdraw/"
    yield browser.post(withdraw, follow=True)
    yield browser.get(withdraw, follow=True)
    yield browser.get(organizations_page, follow=True)
    browser.post("/start-over/", follow=True)
    yield browser.get(organizations_page, follow=True)
    crowded = browser_of(User.objects.get(user_id=make_world("crowded")["user_id"]))
    for number in (1, 2, 3):
        yield crowded.get(f"{PROFILE}?pending-requests={number}&active-roles={number}&past-requests={number}")


def answered_too_late(alice, browser, roles):
    """Page 2 is answered while another tab submits the request, at the very same moment."""
    chosen = roles["CMS View Only User"]
    draft = draft_of(alice, chosen)
    original = RoleRequest.choose_role

    def too_late(request, role):
        RoleRequest.objects.get(pk=request.pk).submit(chosen.pk)
        return original(request, role)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoleRequest, "choose_role", too_late)
        return browser.post(address_of(draft, "role"), {"role": roles["iQIES Help Desk"].pk}, follow=True)


STATES = {
    "welcome": welcome,
    "category": category,
    "role": role,
    "organizations": organizations,
    "my-profile": my_profile,
}


def pattern_of(words_listed):
    """Words of the ledger, in which `{reference}` and the like stand for anything."""
    return re.compile(re.sub(r"\\\{.*?\\\}", ".+?", re.escape(words_listed)))


@pytest.mark.parametrize("slug", STATES)
def test_the_ledger_lists_each_element_of_a_page_and_nothing_else(slug, alice, bob, browser, roles):
    (page,) = [each for each in replica() if each.slug == slug]
    title_words = page.title.split(", ")[-1]
    entries = [(entry.what, pattern_of(entry.words)) for entry in page.elements]
    shown = set()
    for response in STATES[slug](alice, bob, browser, roles):
        assert heading(response) == title_words
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


def test_a_fact_is_listed_for_each_field_of_the_catalogue_and_for_nothing_else():
    wanted = {key: {"name", "description"} for key in as_shipped()}
    for key, fields in as_shipped().items():
        wanted[key] |= {name for name in fields if name.startswith("asks_")}
    assert {key: set(facts) for key, facts in LEDGER["catalogue"].items()} == wanted


def test_what_page_2_says_of_a_role_and_what_the_ledger_says_agree():
    said = {
        "job_aid": {("job aid", "job aid")},
        "public": {("public source", "ours")},
        "placeholder": {("ours", "ours"), ("inferred", "ours")},
    }
    for key, fields in as_shipped().items():
        facts = LEDGER["catalogue"][key]
        kinds = tuple(Source.read(facts[each]).kind.value for each in ("name", "description"))
        assert kinds in said[fields.get("source", "job_aid")], key


def all_sources():
    sources = [
        Source.read(entry["from"])
        for page in LEDGER["pages"]
        for entry in page["elements"]
        if "from" in entry
    ]
    return sources + [Source.read(fact) for facts in LEDGER["catalogue"].values() for fact in facts.values()]


def test_whatever_is_the_job_aids_names_a_step_or_figure_that_it_has():
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


def test_whatever_is_not_the_job_aids_says_from_where_or_why():
    assert [each for each in all_sources() if each.kind != Kind.OURS and not each.where] == []


def test_the_contradictions_are_the_18_and_the_ledger_refers_to_no_other():
    numbers = [each["number"] for each in LEDGER["contradictions"]]
    assert numbers == [f"D{number}" for number in range(1, 19)]
    text = json.dumps(LEDGER["pages"])
    assert set(re.findall(r"\bD\d+\b", text)) <= set(numbers)


def test_an_unknown_kind_of_source_is_refused():
    with pytest.raises(ValueError, match="hearsay"):
        Source.read("hearsay: somebody said so")


# The page of the ledger


def counts_of(response):
    """The figures at the top of the ledger, by kind."""
    found = re.findall(
        r"<dt>(.*?)</dt>\s*<dd><strong>(\d+)</strong> of (\d+)</dd>", response.content.decode()
    )
    return {kind: (int(count), int(total)) for kind, count, total in found}


def rows_of(response):
    """How many elements the ledger lists now."""
    return response.content.decode().count('<td data-label="Element">')


def test_the_ledger_counts_what_it_lists(db):
    response = Client().get(LEDGER_PAGE)
    assert (title(response), heading(response)) == ("Fidelity ledger", "Fidelity ledger")
    counts = counts_of(response)
    assert list(counts) == ["Job aid", "Public source", "Inferred", "Ours"]
    assert {total for _, total in counts.values()} == {rows_of(response)}
    assert sum(count for count, _ in counts.values()) == rows_of(response)
    assert "version 2.0 of August 30, 2022" in main(response)
    assert f"{rows_of(response)} of {rows_of(response)} elements" in main(response)


def test_the_ledger_is_narrowed_down_by_page_and_by_kind(db):
    everything = Client().get(LEDGER_PAGE)
    for label, value in (("Job aid", "job aid"), ("Ours", "ours")):
        assert rows_of(Client().get(LEDGER_PAGE, {"kind": value})) == counts_of(everything)[label][0]
    of_pages = {page.slug: rows_of(Client().get(LEDGER_PAGE, {"page": page.slug})) for page in replica()}
    assert sum(of_pages.values()) == rows_of(everything)
    both = Client().get(LEDGER_PAGE, {"page": "organizations", "kind": "inferred"})
    assert rows_of(both) == 1
    assert "Select a state Alabama {…} Wyoming Option group Inferred the 50 states" in main(both)
    assert counts_of(both) == counts_of(everything)
    assert both.content.decode().count(" selected>") == 2


def test_the_ledger_says_so_when_a_page_has_nothing_of_a_kind(db):
    assert "This page has no element of this kind." in main(
        Client().get(LEDGER_PAGE, {"page": "welcome", "kind": "inferred"})
    )


@pytest.mark.parametrize(
    "query", [{"page": "nowhere"}, {"kind": "hearsay"}, {"page": "\0", "kind": "<script>"}]
)
def test_what_the_ledger_does_not_know_means_all(db, query):
    assert rows_of(Client().get(LEDGER_PAGE, query)) == rows_of(Client().get(LEDGER_PAGE))


def test_the_ledger_ends_with_the_contradictions(db):
    text = main(Client().get(LEDGER_PAGE))
    for each in LEDGER["contradictions"]:
        assert f"{each['number']} {each['what']} {each['how']}" in text


# The User Roles Matrix


def matrix_rows(response):
    """The rows of the matrix, each as the text of its cells."""
    table = re.search(r"<table.*</table>", response.content.decode(), re.S).group()
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    return [[words(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)] for row in rows]


def test_the_matrix_has_a_row_for_each_category_and_role_with_the_source_of_each_fact(db):
    rows = matrix_rows(Client().get(MATRIX_PAGE))
    assert rows[0] == ["User role", "Description", "State", "Organizations", "Are you a Surveyor?"]
    assert len(rows) == 1 + UserCategory.objects.count() + Role.objects.count()
    assert [
        "State Agency S&C General User Job aid Figure 3",
        "Access and manage provider information, events, and reports within your state. Read-only access to all "
        "provider profiles and details in all other states. Job aid Figure 3",
        "Required Job aid 2.7",
        "None Job aid Figure 4",
        "Asked; may be skipped Job aid Figure 4",
    ] in rows
    assert ["ADO Job aid Figure 2", "Application Development Organization Job aid Figure 2"] in rows
    assert ["Vendor Submitter Ours no name was found",
            "Submit assessment data on behalf of client facilities. Ours no description was found",
            "Not asked Inferred no source mentions a state",
            "Needed Public source Missouri's bulletins for long-term care, and a quotation of CMS memo QSO-26-12-NH",
            "Not asked Inferred does not survey"] in rows  # fmt: skip


def test_the_matrix_offers_no_short_cut_into_the_wizard(browser):
    table = re.search(r"<table.*</table>", browser.get(MATRIX_PAGE).content.decode(), re.S).group()
    assert "<a " not in table
    assert "<button" not in table


def test_what_an_admin_changes_shows_and_is_not_taken_for_the_job_aids(db):
    Role.objects.filter(name="CMS View Only User").update(description="Look, do not touch.", asks_state=True)
    Role.objects.create(
        category=UserCategory.objects.get(name="ADO"), slug="tester", name="ADO Tester", description="Tests."
    )
    rows = matrix_rows(Client().get(MATRIX_PAGE))
    assert [
        "CMS View Only User Job aid Figures 8, 13",
        "Look, do not touch. Ours changed in this trainer",
        "Required Ours changed in this trainer",
        "None Job aid Figure 14",
        "Not asked Job aid Figure 14",
    ] in rows
    assert ["ADO Tester Ours added in this trainer", "Tests. Ours added in this trainer"] in [
        row[:2] for row in rows
    ]
    before, after = (
        "CMS View Only User Label Job aid",
        "Look, do not touch. Description Ours changed in this trainer",
    )
    assert f"{before} Figures 8, 13 {after}" in main(Client().get(LEDGER_PAGE))


def test_roles_that_this_trainer_does_not_offer_stand_nowhere_in_help(db):
    with override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False):
        matrix, listed = main(Client().get(MATRIX_PAGE)), main(Client().get(LEDGER_PAGE))
    assert "Vendor Submitter" not in matrix + listed
    assert (
        "Provider Job aid Figure 2 Healthcare organizations, agencies, and services. Job aid Figure 2 This trainer "
        "offers no role of this category." in matrix
    )


def test_an_empty_catalogue_is_said_to_be_empty(db):
    Role.objects.all().delete()
    UserCategory.objects.all().delete()
    assert "This trainer has no user categories yet." in main(Client().get(MATRIX_PAGE))
    assert Client().get(LEDGER_PAGE).status_code == 200


@pytest.mark.parametrize("address", [LEDGER_PAGE, MATRIX_PAGE])
def test_these_pages_take_two_queries_however_many_roles_there_are(db, address):
    def queries():
        with Queries() as asked:
            Client().get(address)
        return asked.count()

    before = queries()
    category = UserCategory.objects.get(name="ADO")
    Role.objects.bulk_create(
        Role(category=category, slug=f"r{number}", name=f"Role {number}", description="One of many.")
        for number in range(300)
    )
    assert (before, queries()) == (2, 2)


@pytest.mark.parametrize("address", ["/help/", LEDGER_PAGE, MATRIX_PAGE])
def test_the_pages_of_help_lead_to_each_other_and_back_to_where_one_came_from(db, address):
    page = Client().get(address, {"from": "/my-profile/"}).content.decode()
    assert '<a class="usa-link" href="/my-profile/">Back to My Profile</a>' in page
    for other in ("/help/", LEDGER_PAGE, MATRIX_PAGE):
        here = ' aria-current="page"' if other == address else ""
        assert f'href="{other}?from=/my-profile/"{here}>' in page
