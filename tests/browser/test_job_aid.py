"""Sections 2, 3 and 4 of the job aid, word by word, with all texts of the figures."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.job_aid import Walkthrough
from tests.browser.pages import lines_of
from tests.browser.trainee import Trainee

FIGURE_1 = FIGURE_6 = FIGURE_11 = """
Welcome to iQIES
Request User Role
"""

FIGURE_2 = FIGURE_7 = FIGURE_12 = """
STEP 1
Select a User Category
Select the category of your organization to begin the role request process.
Accrediting Organization
Administration and survey of deemed healthcare providers.
ADO
Application Development Organization
CMS
IQIES Administration for User Security Support for Patient Assessments and or Survey and Certification.
Contractor
CMS Contractors, Contract Surveyors, Medicare Administrative Contractors, Medicare Administrative \
Contractor Security Official
Provider
Healthcare organizations, agencies, and services.
State Agency
State-level administration for Survey and Certification activities and Patient Assessments Management \
activities.
Vendor
Data and assessment submitters on behalf of providers.
Next
Cancel
"""

FIGURE_3 = """
STEP 2
Select a User Role
Select the user role that best fits your needs.
State Agency Assessment Coordinator
Manage ICD-10 exclusions and patient assessment information, view and manage patient profiles and \
assessments, run provider reports.
State Agency Security Official for S&C
IQIES user access approvals and user profiles
State Agency S&C General User
Access and manage provider information, events, and reports within your state. Read-only access to all \
provider profiles and details in all other states.
Next
Previous
"""

FIGURE_4 = """
STEP 3
Add Organizations
This role does not require the addition of organizations.
Are you a Surveyor?
Yes
No
Skip Question
Submit Request
Previous
"""

FIGURE_8 = FIGURE_13 = """
STEP 2
Select a User Role
Select the user role that best fits your needs.
CMS View Only User
View patient profiles, view assessments, generate and view reports.
CMS General User
Manage all providers; manage and approve deemed providers; read-only access to patient profiles and \
assessments; run provider reports.
iQIES Help Desk
iQIES system support.
iQIES Help Desk Production Control
Approve, Reject, and Remove User Requests; Manage ICD-10 exclusions and patient assessment information, \
view patient profile and assessments, manage patient assessments, run provider reports.
CMS Security Official
iQIES user account approvals.
Office of Financial Management User
Track CMPTS cases; record CMPTS payments
Next
Previous
"""

FIGURE_9 = FIGURE_4

FIGURE_14 = """
STEP 3
Add Organizations
This role does not require the addition of organizations.
Submit Request
Previous
"""


def expect_figure(trainee: Trainee, figure: str, *, ignored: tuple[str, ...] = ()) -> None:
    """The page has the lines of the figure, in order, and no others but those in `ignored`."""
    lines = [line for line in lines_of(trainee.page.get_by_role("main")) if line not in ignored]
    assert lines == figure.strip().splitlines()


def expect_question(trainee: Trainee, figure: str) -> None:
    """The page has the lines of the figure, and its tiles are radio buttons with descriptions."""
    expect_figure(trainee, figure)
    expect_tiles(trainee, figure)


def expect_tiles(trainee: Trainee, figure: str) -> None:
    """Each tile is a radio button with its name and, as description, the line below. None is selected."""
    lines = figure.strip().splitlines()[3:-2]
    expect(trainee.page.get_by_role("radio")).to_have_count(len(lines) // 2)
    for name, description in zip(lines[::2], lines[1::2], strict=True):
        expect(trainee.radio(name)).to_have_accessible_description(description)
        expect(trainee.radio(name)).not_to_be_checked()


def expect_states(trainee: Trainee) -> tuple[str, ...]:
    """The State drop-down (step 2.7) is required, has 56 entries and none selected. Returns its lines."""
    state = trainee.page.get_by_label("State", exact=True)
    expect(state, "no field has the label State").to_be_visible()
    options = state.get_by_role("option").all_inner_texts()
    assert len(options) == 57
    assert options[0] == "Select a state"
    assert options[1:] == sorted(options[1:])
    assert {"Ohio", "District of Columbia", "Puerto Rico", "Guam"} < set(options)
    expect(state).to_have_value("")
    expect(state).to_have_attribute("required", "")
    return ("State", *options)


def expect_survey_question(trainee: Trainee) -> None:
    """The survey question has its three responses, none selected."""
    question = trainee.page.get_by_role("group", name="Are you a Surveyor?", exact=True)
    for response in ("Yes", "No", "Skip Question"):
        expect(question.get_by_role("radio", name=response, exact=True)).not_to_be_checked()


def expect_banner_once(trainee: Trainee) -> None:
    """The green banner Role Request Submitted is at the top of My Profile until a reload."""
    page = trainee.page
    trainee.expect_page("My Profile")
    expect(trainee.banner()).to_be_visible()
    expect(trainee.banner()).to_be_focused()
    assert top_of(trainee.banner()) < top_of(page.get_by_role("heading", level=1))
    red, green, blue = color_of(trainee.banner())
    assert green > red
    assert green > blue
    page.reload()
    trainee.expect_page("My Profile")
    expect(trainee.banner()).to_have_count(0)


def top_of(element: Locator) -> float:
    """Pixels from the top of the window."""
    box = element.bounding_box()
    assert box
    return box["y"]


def color_of(banner: Locator) -> list[int]:
    """Red, green and blue of the bar at the banner's left side."""
    bar = "element => getComputedStyle(element).borderLeftColor.match(/\\d+/g).slice(0, 3).map(Number)"
    colors: list[int] = banner.evaluate(bar)
    return colors


def expect_notes(trainee: Trainee, role: str, category: str, state: str, surveyor: str) -> None:
    """The notes: the request is under Pending Requests, and the role is active immediately."""
    pending = trainee.rows("Pending Requests")
    expect(pending).to_have_count(1)
    expect(pending.get_by_role("rowheader", name=role, exact=True)).to_be_visible()
    for value in (category, state, surveyor):
        expect(pending.get_by_role("cell", name=value, exact=True)).to_be_visible()
    expect(pending.get_by_role("cell", name=re.compile(r"^RR-\d{5}$"))).to_be_visible()
    expect(trainee.rows("Active roles").get_by_role("rowheader", name=role, exact=True)).to_be_visible()
    expect(trainee.page.get_by_text("No further action is required.")).to_be_visible()  # the job aid's notes
    expect(trainee.rows("Past requests")).to_have_count(0)


@pytest.mark.smoke
def test_section_2_state_agency_general_user(walkthrough: Walkthrough) -> None:
    trainee = walkthrough.trainee

    def page_3_is_as_in_figure_4() -> None:
        expect_figure(trainee, FIGURE_4, ignored=expect_states(trainee))
        expect_survey_question(trainee)

    walkthrough.follow(
        "2",
        then={
            "2.2": lambda: expect_figure(trainee, FIGURE_1),
            "2.3": lambda: expect_question(trainee, FIGURE_2),
            "2.4": lambda: expect_question(trainee, FIGURE_3),
            "2.6": page_3_is_as_in_figure_4,
            "2.8": lambda: expect_banner_once(trainee),
        },
    )
    with walkthrough.step("Notes: the role is under Pending Requests and immediately available."):
        expect_notes(trainee, "State Agency S&C General User", "State Agency", "Ohio", "Not answered")


@pytest.mark.smoke
def test_section_3_cms_general_user(walkthrough: Walkthrough) -> None:
    trainee = walkthrough.trainee

    def page_3_is_as_in_figure_9() -> None:
        expect_figure(trainee, FIGURE_9)
        expect_survey_question(trainee)

    walkthrough.follow(
        "3",
        then={
            "3.2": lambda: expect_figure(trainee, FIGURE_6),
            "3.3": lambda: expect_question(trainee, FIGURE_7),
            "3.4": lambda: expect_question(trainee, FIGURE_8),
            "3.6": page_3_is_as_in_figure_9,
            "3.7": lambda: expect_banner_once(trainee),
        },
    )
    with walkthrough.step("Notes: the role is under Pending Requests and immediately available."):
        expect_notes(trainee, "CMS General User", "CMS", "Not asked", "Not answered")


@pytest.mark.smoke
def test_section_4_cms_view_only_user(walkthrough: Walkthrough) -> None:
    trainee = walkthrough.trainee
    walkthrough.follow(
        "4",
        then={
            "4.2": lambda: expect_figure(trainee, FIGURE_11),
            "4.3": lambda: expect_question(trainee, FIGURE_12),
            "4.4": lambda: expect_question(trainee, FIGURE_13),
            "4.6": lambda: expect_figure(trainee, FIGURE_14),
            "4.7": lambda: expect_banner_once(trainee),
        },
    )
    with walkthrough.step("Notes: the role is under Pending Requests and immediately available."):
        pending = trainee.rows("Pending Requests")
        expect(pending.get_by_role("rowheader", name="CMS View Only User", exact=True)).to_be_visible()
        expect(pending.get_by_role("cell", name="Not asked", exact=True)).to_have_count(2)
        expect(trainee.rows("Active roles")).to_have_count(1)


def test_section_4_misprint_can_be_followed_literally(trainee: Trainee) -> None:
    trainee.start_request("CMS", "CMS General User")
    expect_figure(trainee, FIGURE_9)
    trainee.submit_request()
    expect_banner_once(trainee)
    expect_notes(trainee, "CMS General User", "CMS", "Not asked", "Not answered")


def test_survey_question_can_be_answered_or_skipped(trainee: Trainee) -> None:
    for state, response, shown in (
        ("Ohio", "Yes", "Yes"),
        ("Guam", "No", "No"),
        ("Maine", "Skip Question", "Not answered"),
    ):
        trainee.start_request("State Agency", "State Agency S&C General User")
        trainee.select_state(state)
        trainee.select(response)
        trainee.submit_request()
        expect(trainee.banner()).to_be_visible()
        newest = trainee.rows("Pending Requests").first
        expect(newest.get_by_role("cell", name=state, exact=True)).to_be_visible()
        expect(newest.get_by_role("cell", name=shown, exact=True)).to_be_visible()
    trainee.expect_counts(pending=3)


def test_other_state_agency_roles_ask_for_a_state_only(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", "State Agency Security Official for S&C")
    expect_figure(trainee, FIGURE_14, ignored=expect_states(trainee))


def test_role_outside_the_job_aid_has_a_note(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("Contractor")
    radios = trainee.page.get_by_role("radio")
    expect(radios, "the category has no roles").not_to_have_count(0)
    for radio in radios.all():
        assert "Not in the job aid" in str(radio.evaluate(DESCRIPTION))


DESCRIPTION = "input => document.getElementById(input.getAttribute('aria-describedby')).innerText"
