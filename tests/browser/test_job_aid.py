"""Sections 2, 3 and 4 of the job aid, word by word, and every text of its figures."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.trainee import Trainee, lines_of

FIGURE_2 = """
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


def page_reads(trainee: Trainee, figure: str, *, beside: tuple[str, ...] = ()) -> None:
    """The page reads as the figure, line by line, and has nothing else but the lines named `beside`."""
    lines = [line for line in lines_of(trainee.page.get_by_role("main")) if line not in beside]
    assert lines == figure.strip().splitlines()


def tiles_are_described(trainee: Trainee, figure: str) -> None:
    """Each choice is a radio button, named by its name alone and described by the line below; none is on."""
    lines = figure.strip().splitlines()[3:-2]
    expect(trainee.page.get_by_role("radio")).to_have_count(len(lines) // 2)
    for name, description in zip(lines[::2], lines[1::2], strict=True):
        expect(trainee.radio(name)).to_have_accessible_description(description)
        expect(trainee.radio(name)).not_to_be_checked()


def state_offers_all(trainee: Trainee) -> tuple[str, ...]:
    """The State drop-down (step 2.7) is required, has nothing selected and 56 entries. Returns its lines."""
    state = trainee.page.get_by_label("State", exact=True)
    options = state.get_by_role("option").all_inner_texts()
    assert len(options) == 57
    assert options[0] == "Select a state"
    assert options[1:] == sorted(options[1:])
    assert {"Ohio", "District of Columbia", "Puerto Rico", "Guam"} < set(options)
    expect(state).to_have_value("")
    expect(state).to_have_attribute("required", "")
    return ("State", *options)


def surveyor_is_unanswered(trainee: Trainee) -> None:
    """The surveyor question has its three answers, none of them chosen."""
    question = trainee.page.get_by_role("group", name="Are you a Surveyor?", exact=True)
    for answer in ("Yes", "No", "Skip Question"):
        expect(question.get_by_role("radio", name=answer, exact=True)).not_to_be_checked()


def banner_is_shown_once(trainee: Trainee) -> None:
    """The green banner Role Request Submitted shows on the top of My Profile; a reload takes it away."""
    page = trainee.page
    trainee.is_on("My Profile")
    expect(trainee.banner()).to_be_visible()
    expect(trainee.banner()).to_be_focused()
    first = page.get_by_role("main").locator("> *").first
    expect(first).to_have_text("Role Request Submitted")
    red, green, blue = color_of(trainee.banner())
    assert green > red
    assert green > blue
    page.reload()
    trainee.is_on("My Profile")
    expect(trainee.banner()).to_have_count(0)


def color_of(banner: Locator) -> list[int]:
    """Red, green and blue of the banner's bar."""
    bar = "element => getComputedStyle(element).borderLeftColor.match(/\\d+/g).slice(0, 3).map(Number)"
    colors: list[int] = banner.evaluate(bar)
    return colors


def notes_hold(trainee: Trainee, role: str, category: str, state: str, surveyor: str) -> None:
    """The request is under Pending Requests, and the role is available at once."""
    pending = trainee.rows("Pending Requests")
    expect(pending).to_have_count(1)
    expect(pending.get_by_role("rowheader", name=role, exact=True)).to_be_visible()
    for said in (category, state, surveyor):
        expect(pending.get_by_role("cell", name=said, exact=True)).to_be_visible()
    expect(pending.get_by_role("cell", name=re.compile(r"^RR-\d{5}$"))).to_be_visible()
    expect(trainee.rows("Active roles").get_by_role("rowheader", name=role, exact=True)).to_be_visible()
    expect(trainee.page.get_by_text("No further action is required.")).to_be_visible()
    expect(trainee.rows("Past requests")).to_have_count(0)


def test_section_2_state_agency_general_user(page: Page, world) -> None:
    trainee = Trainee(page, world("fresh"))
    # 2.1 Log in to iQIES with HARP login credentials.
    # 2.2 Log in to the iQIES training environment. The Welcome to iQIES page opens.
    trainee.sign_in()
    trainee.is_on("Welcome to iQIES")
    assert lines_of(page.get_by_role("main")) == ["Welcome to iQIES", "Request User Role"]
    # 2.3 Click Request User Role. The Select a User Category page opens.
    page.get_by_role("link", name="Request User Role", exact=True).click()
    trainee.is_on("Select a User Category")
    page_reads(trainee, FIGURE_2)
    tiles_are_described(trainee, FIGURE_2)
    # 2.4 Select State Agency. Click Next. The Select a User Role page opens.
    trainee.select("State Agency")
    trainee.next()
    trainee.is_on("Select a User Role")
    page_reads(trainee, FIGURE_3)
    tiles_are_described(trainee, FIGURE_3)
    # 2.5 Select State Agency S&C General User.
    trainee.select("State Agency S&C General User")
    # 2.6 Click Next. The Add Organizations window opens. Note: Do not respond to the question.
    trainee.next()
    trainee.is_on("Add Organizations")
    page_reads(trainee, FIGURE_4, beside=state_offers_all(trainee))
    surveyor_is_unanswered(trainee)
    # 2.7 Select state from the drop-down menu under State.
    trainee.select_state("Ohio")
    # 2.8 Click Submit Request. The My Profile page opens. The green banner shows on the top of the page.
    trainee.submit_request()
    banner_is_shown_once(trainee)
    notes_hold(trainee, "State Agency S&C General User", "State Agency", "Ohio", "Not answered")


def test_section_3_cms_general_user(page: Page, world) -> None:
    trainee = Trainee(page, world("fresh"))
    # 3.1, 3.2 Log in. The Welcome to iQIES page opens.
    trainee.sign_in()
    trainee.is_on("Welcome to iQIES")
    # 3.3 Click Request User Role. The Select a User Category page opens.
    page.get_by_role("link", name="Request User Role", exact=True).click()
    trainee.is_on("Select a User Category")
    # 3.4 Select CMS. Click Next. The Select a User Role page opens.
    trainee.select("CMS")
    trainee.next()
    trainee.is_on("Select a User Role")
    page_reads(trainee, FIGURE_8)
    tiles_are_described(trainee, FIGURE_8)
    # 3.5 Select CMS General User.
    trainee.select("CMS General User")
    # 3.6 Click Next. The Add Organizations window opens. Note: Do not respond to the question.
    trainee.next()
    trainee.is_on("Add Organizations")
    page_reads(trainee, FIGURE_9)
    surveyor_is_unanswered(trainee)
    # 3.7 Click Submit Request. The My Profile page opens. The green banner shows on the top of the page.
    trainee.submit_request()
    banner_is_shown_once(trainee)
    notes_hold(trainee, "CMS General User", "CMS", "Not asked", "Not answered")


def test_section_4_cms_view_only_user(page: Page, world) -> None:
    trainee = Trainee(page, world("fresh"))
    # 4.1, 4.2 Log in. The Welcome to iQIES page opens.
    trainee.sign_in()
    trainee.is_on("Welcome to iQIES")
    # 4.3 Click Request User Role. The Select a User Category page opens.
    page.get_by_role("link", name="Request User Role", exact=True).click()
    trainee.is_on("Select a User Category")
    # 4.4 Select CMS. Click Next. The Select a User Role page opens.
    trainee.select("CMS")
    trainee.next()
    trainee.is_on("Select a User Role")
    page_reads(trainee, FIGURE_13)
    # 4.5 Select CMS General User. (A misprint: the section and Figures 13 to 15 mean CMS View Only User.)
    trainee.select("CMS View Only User")
    # 4.6 Click Next. The Add Organizations window opens.
    trainee.next()
    trainee.is_on("Add Organizations")
    page_reads(trainee, FIGURE_14)
    # 4.7 Click Submit Request. The My Profile page opens. The green banner shows on the top of the page.
    trainee.submit_request()
    banner_is_shown_once(trainee)
    pending = trainee.rows("Pending Requests")
    expect(pending.get_by_role("rowheader", name="CMS View Only User", exact=True)).to_be_visible()
    expect(pending.get_by_role("cell", name="Not asked", exact=True)).to_have_count(2)
    expect(trainee.rows("Active roles")).to_have_count(1)


def test_section_4_with_the_misprint_followed_literally(trainee: Trainee) -> None:
    trainee.choose("CMS", "CMS General User")
    page_reads(trainee, FIGURE_9)
    trainee.submit_request()
    banner_is_shown_once(trainee)
    notes_hold(trainee, "CMS General User", "CMS", "Not asked", "Not answered")


def test_the_surveyor_question_may_be_answered_or_skipped(trainee: Trainee) -> None:
    for state, answer, shown in (
        ("Ohio", "Yes", "Yes"),
        ("Guam", "No", "No"),
        ("Maine", "Skip Question", "Not answered"),
    ):
        trainee.choose("State Agency", "State Agency S&C General User")
        trainee.select_state(state)
        trainee.select(answer)
        trainee.submit_request()
        expect(trainee.banner()).to_be_visible()
        newest = trainee.rows("Pending Requests").first
        expect(newest.get_by_role("cell", name=state, exact=True)).to_be_visible()
        expect(newest.get_by_role("cell", name=shown, exact=True)).to_be_visible()
    trainee.has(pending=3)


def test_the_other_state_agency_roles_ask_for_a_state_only(visitor) -> None:
    trainee = visitor()
    trainee.choose("State Agency", "State Agency Security Official for S&C")
    page_reads(trainee, FIGURE_14, beside=state_offers_all(trainee))


def test_a_role_that_is_not_in_the_job_aid_says_so(visitor) -> None:
    trainee = visitor()
    trainee.choose("Contractor")
    for radio in trainee.page.get_by_role("radio").all():
        assert "Not in the job aid: shown for practice" in str(radio.evaluate(DESCRIPTION))


DESCRIPTION = "input => document.getElementById(input.getAttribute('aria-describedby')).innerText"


def test_a_role_that_needs_organizations_cannot_be_submitted_yet(visitor) -> None:
    trainee = visitor()
    trainee.choose("Provider", "Provider Security Official")
    main = trainee.page.get_by_role("main")
    expect(main).to_contain_text("adding organizations is not available")
    expect(main).not_to_contain_text("does not require the addition")
    expect(main.get_by_role("button")).to_have_count(0)
    trainee.previous()
    trainee.is_on("Select a User Role")
    expect(trainee.radio("Provider Security Official")).to_be_checked()
