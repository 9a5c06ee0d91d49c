"""Errors of the wizard: Back, Reload and the links of the error summary."""

from playwright.sync_api import Request, expect

SAGU = "State Agency S&C General User"


def test_fragment_of_error_link_does_not_stick(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    page_3 = trainee.page.url
    for _ in range(2):
        trainee.submit_request()
        expect(trainee.page).to_have_url(f"{page_3}?check")
        expect(trainee.error_summary()).to_be_focused()
        trainee.error_summary().get_by_role("link").click()
        expect(trainee.page).to_have_url(f"{page_3}?check#id_state")
        expect(trainee.page.get_by_label("State", exact=True)).to_be_focused()
    trainee.previous()
    trainee.expect_page("Select a User Role")
    expect(trainee.page).to_have_url(page_3.replace("organizations", "role"))


def test_back_and_reload_after_an_error_send_nothing(shared_trainee) -> None:
    trainee = shared_trainee()
    page = trainee.page
    trainee.open_step_1()
    trainee.next()
    expect(trainee.error_summary()).to_be_visible()
    trainee.select("State Agency")
    trainee.next()
    trainee.expect_page("Select a User Role")
    trainee.next()
    expect(trainee.error_summary()).to_be_visible()
    trainee.select(SAGU)
    trainee.next()
    trainee.expect_page("Add Organizations")
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_visible()
    posts: list[Request] = []
    page.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    page.reload()
    expect(trainee.error_summary()).to_be_focused()
    for title in ("Add Organizations", "Select a User Role", "Select a User Role", "Select a User Category"):
        page.go_back()
        trainee.expect_page(title)
        page.reload()
        trainee.expect_page(title)
    assert posts == []


def test_selections_survive_help_and_back(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("State Agency", SAGU)
    trainee.select("No")
    trainee.submit_request()
    expect(trainee.error_summary()).to_be_visible()
    trainee.page.get_by_role("link", name="Help", exact=True).click()
    trainee.expect_page("Help")
    trainee.page.go_back()
    expect(trainee.radio("No")).to_be_checked()


def test_buttons_react_to_space(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.open("/")
    for button, title in (
        ("Request User Role", "Select a User Category"),
        ("Cancel", "Welcome to iQIES"),
    ):
        trainee.page.get_by_role("button", name=button, exact=True).press("Space")
        trainee.expect_page(title)
    trainee.start_request("CMS")
    trainee.page.get_by_role("button", name="Previous", exact=True).press("Space")
    trainee.expect_page("Select a User Category")


def test_enter_means_next_not_previous(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    trainee.radio("CMS General User").press("Space")
    trainee.radio("CMS General User").press("Enter")
    trainee.expect_page("Add Organizations")


def test_message_after_redirect_has_focus(shared_trainee) -> None:
    trainee = shared_trainee()
    trainee.start_request("CMS")
    trainee.open(trainee.page.url.replace("/role/", "/organizations/"))
    expect(trainee.page.get_by_role("status")).to_be_focused()
