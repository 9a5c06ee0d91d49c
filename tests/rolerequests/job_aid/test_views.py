"""Help: the job aid as text, the fidelity ledger, the User Roles Matrix."""

import re

import pytest
from django.test import Client, override_settings

from rolerequests.job_aid.data import load_data
from rolerequests.job_aid.fidelity import replica
from rolerequests.models import Role, UserCategory
from tests.helpers import Queries, draft_of
from tests.pages import Page, heading_of, main_of, title_of

LEDGER = load_data("fidelity.json")
LEDGER_PAGE = "/help/fidelity-ledger/"
MATRIX_PAGE = "/help/user-roles-matrix/"

# The job aid


def test_help_shows_the_job_aid_without_log_in(db):
    page = Client().get("/help/")
    text = main_of(page)
    assert (title_of(page), heading_of(page)) == ("Help", "Help")
    for words in (
        "2.4 Select State Agency . Click Next . The Select a User Role page opens. "
        "See Figure 3, Select a SAGU User Role .",
        "2.6 Click Next . The Add Organizations window opens. See Figure 4, Add Organizations . "
        "Note: Do not respond to the question: Are you a Surveyor?",
        "2.7 Select state from the drop-down menu under State .",
        "3.5 Select CMS General User .",
        "4.5 Select CMS General User . Remark: Known misprint in the job aid: in this section "
        "CMS View Only User is meant.",
        "No further action is required. The role is immediately available in the test environment.",
        "Contact the iQIES Service Center at 888-477-7876 or iQIES@cms.hhs.gov for technical support.",
        "Later CMS notices give 1-800-339-9313",
    ):
        assert words in text
    assert [text.count(f" {number} ") for number in ("2.8", "3.7", "4.7", "3.8", "4.8")] == [1, 1, 1, 0, 0]
    assert "Official Use" not in text


def test_the_service_center_is_a_setting(db):
    with override_settings(SERVICE_CENTER_PHONE="555-0100", SERVICE_CENTER_LATER_PHONE=""):
        text = main_of(Client().get("/help/"))
    assert "at 555-0100 or" in text
    assert "Later CMS notices" not in text


@pytest.mark.parametrize(
    ("came_from", "label"),
    [
        ("/role-requests/new/", "Back to STEP 1, Select a User Category"),
        ("/role-requests/7/organizations/", "Back to STEP 3, Add Organizations"),
        ("/my-profile/", "Back to My Profile"),
        ("/login/", "Back to Log in"),
    ],
)
def test_help_links_back_to_its_origin(db, came_from, label):
    page = Client().get("/help/", {"from": came_from})
    assert f'href="{came_from}">{label}</a>' in page.content.decode()


def test_the_link_back_keeps_the_query(db):
    page = Client().get("/help/", {"from": "/my-profile/?past-requests=2"})
    assert 'href="/my-profile/?past-requests=2">Back to My Profile</a>' in page.content.decode()
    assert 'href="/help/?from=/my-profile/%3Fpast-requests%3D2">Help</a>' in page.content.decode()


@pytest.mark.parametrize(
    "came_from",
    ["", "/nowhere/", "https://evil.example/", "//evil.example/my-profile/", "/admin/", "\0", "/help/"],
)
def test_help_links_back_to_own_pages_only(db, came_from):
    assert "Back to" not in main_of(Client().get("/help/", {"from": came_from}))


def test_pages_link_to_help_with_their_url(alice_client):
    assert (
        'href="/help/?from=/role-requests/new/"' in alice_client.get("/role-requests/new/").content.decode()
    )


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


def test_the_ledger_counts_its_elements(db):
    response = Client().get(LEDGER_PAGE)
    assert (title_of(response), heading_of(response)) == ("Fidelity ledger", "Fidelity ledger")
    counts = counts_of(response)
    assert list(counts) == ["Job aid", "Public source", "Inferred", "Ours"]
    assert {total for _, total in counts.values()} == {rows_of(response)}
    assert sum(count for count, _ in counts.values()) == rows_of(response)
    assert "version 2.0 of August 30, 2022" in main_of(response)
    assert f"{rows_of(response)} of {rows_of(response)} elements" in main_of(response)


def test_the_ledger_is_filtered_by_page_and_kind(db):
    everything = Client().get(LEDGER_PAGE)
    for label, value in (("Job aid", "job aid"), ("Ours", "ours")):
        assert rows_of(Client().get(LEDGER_PAGE, {"kind": value})) == counts_of(everything)[label][0]
    of_pages = {page.slug: rows_of(Client().get(LEDGER_PAGE, {"page": page.slug})) for page in replica()}
    assert sum(of_pages.values()) == rows_of(everything)
    both = Client().get(LEDGER_PAGE, {"page": "organizations", "kind": "inferred"})
    assert rows_of(both) == 2
    assert "Select a state Alabama {…} Wyoming Option group Inferred the 50 states" in main_of(both)
    assert counts_of(both) == counts_of(everything)
    assert both.content.decode().count(" selected>") == 2


def test_a_filter_without_results_says_so(db):
    response = Client().get(LEDGER_PAGE, {"page": "welcome", "kind": "inferred"})
    assert (rows_of(response), response.context["shown"]) == (0, [])
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize(
    "query", [{"page": "nowhere"}, {"kind": "hearsay"}, {"page": "\0", "kind": "<script>"}]
)
def test_the_ledger_ignores_unknown_filters(db, query):
    assert rows_of(Client().get(LEDGER_PAGE, query)) == rows_of(Client().get(LEDGER_PAGE))


def test_the_ledger_lists_the_contradictions(db):
    text = main_of(Client().get(LEDGER_PAGE))
    for each in LEDGER["contradictions"]:
        assert f"{each['number']} {each['what']} {each['how']}" in text


# The User Roles Matrix


def matrix_rows(response):
    """The rows of the matrix, each as the text of its cells."""
    table = re.search(r"<table.*</table>", response.content.decode(), re.S).group()
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    return [
        [Page(cell).visible_text() for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)] for row in rows
    ]


def test_the_matrix_shows_entries_with_sources(db):
    rows = matrix_rows(Client().get(MATRIX_PAGE))
    assert rows[0] == ["User role", "Description", "State", "Organizations", "Are you a Surveyor?"]
    assert len(rows) == 1 + UserCategory.objects.count() + Role.objects.count()
    assert [
        "State Agency S&C General User Job aid Figure 3",
        "Access and manage provider information, events, and reports within your state. Read-only access to all "
        "provider profiles and details in all other states. Job aid Figure 3",
        "Asked Job aid 2.7",
        "None Job aid Figure 4",
        "Asked; may be skipped Job aid Figure 4",
    ] in rows
    assert ["ADO Job aid Figure 2", "Application Development Organization Job aid Figure 2"] in rows
    assert ["Vendor Submitter Ours no name was found",
            "Submit assessment data on behalf of client facilities. Ours no description was found",
            "Not asked Inferred no source mentions a state",
            "Required: Providers and suppliers Public source Missouri's bulletins for long-term care, and a quotation of CMS memo QSO-26-12-NH",
            "Not asked Inferred does not survey"] in rows  # fmt: skip


def test_the_matrix_has_no_links_or_buttons(alice_client):
    table = re.search(r"<table.*</table>", alice_client.get(MATRIX_PAGE).content.decode(), re.S).group()
    assert "<a " not in table
    assert "<button" not in table


def test_edited_entries_are_marked_as_ours(db):
    Role.objects.filter(name="CMS View Only User").update(description="Look, do not touch.", asks_state=True)
    Role.objects.create(
        category=UserCategory.objects.get(name="ADO"),
        slug="tester",
        name="ADO Tester",
        description="Tests.",
        is_active=True,
    )
    rows = matrix_rows(Client().get(MATRIX_PAGE))
    assert [
        "CMS View Only User Job aid Figures 8, 13",
        "Look, do not touch. Ours changed in this simulator",
        "Asked Ours changed in this simulator",
        "None Job aid Figure 14",
        "Not asked Job aid Figure 14",
    ] in rows
    assert ["ADO Tester Ours added in this simulator", "Tests. Ours added in this simulator"] in [
        row[:2] for row in rows
    ]
    before, after = (
        "CMS View Only User Label Job aid",
        "Look, do not touch. Description Ours changed in this simulator",
    )
    assert f"{before} Figures 8, 13 {after}" in main_of(Client().get(LEDGER_PAGE))


def test_help_hides_roles_that_are_not_offered(db):
    with override_settings(SHOW_ROLES_NOT_IN_JOB_AID=False):
        matrix, listed = main_of(Client().get(MATRIX_PAGE)), main_of(Client().get(LEDGER_PAGE))
    assert "Vendor Submitter" not in matrix + listed
    assert (
        "Provider Job aid Figure 2 Healthcare organizations, agencies, and services. Job aid Figure 2 This simulator "
        "offers no role of this category." in matrix
    )


def test_help_pages_open_with_an_empty_catalog(db):
    Role.objects.all().delete()
    UserCategory.objects.all().delete()
    assert len(matrix_rows(Client().get(MATRIX_PAGE))) == 2  # the header and a sentence
    assert Client().get(LEDGER_PAGE).status_code == 200


@pytest.mark.parametrize("address", [LEDGER_PAGE, MATRIX_PAGE])
def test_help_pages_take_two_queries(db, address):
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
def test_help_pages_link_to_each_other(db, address):
    page = Client().get(address, {"from": "/my-profile/"}).content.decode()
    assert '<a class="usa-link" href="/my-profile/">Back to My Profile</a>' in page
    for other in ("/help/", LEDGER_PAGE, MATRIX_PAGE):
        here = ' aria-current="page"' if other == address else ""
        assert f'href="{other}?from=/my-profile/"{here}>' in page


def test_help_leads_back_to_own_requests_only(alice, alice_client, bob, sagu):
    for user, shown in ((alice, True), (bob, False)):
        origin = f"/role-requests/{draft_of(user, sagu).pk}/role/"
        html = alice_client.get("/help/", {"from": origin}).content.decode()
        assert (f'href="{origin}"' in html) == shown
