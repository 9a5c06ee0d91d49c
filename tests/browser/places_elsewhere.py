"""Pages that are seen only on a server with other settings, or at an address that is not its own."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.places import Place
from tests.browser.trainee import Trainee

SETTINGS = {
    "PRACTICE_ACCOUNTS_PER_HOUR": "1",
    "SHOW_ROLES_NOT_IN_JOB_AID": "0",
    "SUPPORT_CONTACT": "trainer@example.org",
}
PLACES_ELSEWHERE: list[Place] = []


def place(
    name: str, condition: str = "", *, status: int = 200, host: str = ""
) -> Callable[[Callable[[Trainee], None]], Callable[[Trainee], None]]:
    """Decorator: enter a way into the list."""

    def register(arrive: Callable[[Trainee], None]) -> Callable[[Trainee], None]:
        PLACES_ELSEWHERE.append(
            Place(name, arrive, condition, own_world=True, status=status, is_error=False, host=host)
        )
        return arrive

    return register


@place("step 2, category without roles", "fresh")
def category_without_roles(trainee: Trainee) -> None:
    trainee.choose("Vendor")
    main = trainee.page.get_by_role("main")
    expect(main).to_contain_text("no roles in the category Vendor")
    expect(main.get_by_role("button")).to_have_count(0)
    expect(trainee.page.get_by_role("link", name="Previous", exact=True)).to_be_visible()
    expect(trainee.page.get_by_role("contentinfo")).to_contain_text("trainer@example.org")


@place("too many practice identities", status=429)
def too_many_accounts(trainee: Trainee) -> None:
    trainee.open("/login/")
    trainee.click("Get a practice identity")
    trainee.click("Get a new practice identity")
    trainee.is_on("No more practice identities for now")


@place("address that is not ours", status=400, host="elsewhere.localhost")
def address_that_is_not_ours(trainee: Trainee) -> None:
    trainee.open("/")
    trainee.is_on("This request cannot be understood")
