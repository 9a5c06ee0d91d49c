"""Page states that need a server with other settings, or another host name."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.page_states import PageState
from tests.browser.trainee import Trainee

SETTINGS = {
    "PRACTICE_ACCOUNTS_PER_HOUR": "1",
    "SHOW_ROLES_NOT_IN_JOB_AID": "0",
    "SUPPORT_CONTACT": "support@example.org",
    # A provider that is away.
    "SSO_ISSUER": "http://localhost:1",
    "SSO_CLIENT_ID": "simulator",
    "SSO_CLIENT_SECRET": "of-no-provider",
    "SSO_GROUPS": '{"iqies-leads": "Training lead"}',
}
PAGE_STATES_ELSEWHERE: list[PageState] = []


def page_state(
    name: str, preset: str = "", *, status: int = 200, host: str = ""
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator that adds a page state to the list."""

    def register(go_to: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        PAGE_STATES_ELSEWHERE.append(
            PageState(name, go_to, preset, own_sandbox=True, status=status, is_error=False, host=host)
        )
        return go_to

    return register


@page_state("step 2, category without roles", "fresh")
def category_without_roles(trainee: Trainee) -> None:
    trainee.start_request("Vendor")
    main = trainee.page.get_by_role("main")
    expect(main).to_contain_text("Vendor")
    expect(main.get_by_role("button", name="Next", exact=True)).to_have_count(0)
    expect(trainee.page.get_by_role("button", name="Previous", exact=True)).to_be_visible()
    expect(trainee.page.get_by_role("contentinfo")).to_contain_text("support@example.org")


@page_state("too many practice accounts", status=429)
def too_many_accounts(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.click("Create a practice account")
    trainee.click("Create a new practice account")
    trainee.expect_page("Too many practice accounts")


@page_state("login, single sign-on")
def single_sign_on(trainee: Trainee) -> None:
    trainee.open("/login/")
    expect(trainee.page.get_by_role("link", name="Log in with your agency's account")).to_be_visible()


@page_state("login, single sign-on is away")
def single_sign_on_away(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.click("Log in with your agency's account")
    trainee.expect_message("support@example.org")


@page_state("unknown host", status=400, host="elsewhere.localhost")
def unknown_host(trainee: Trainee) -> None:
    trainee.open("/")
    trainee.expect_page("This request is not valid")
