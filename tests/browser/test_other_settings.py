"""Pages that are seen only where the settings, or the address, are not the usual ones."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.markup import faults_in
from tests.browser.places import Place
from tests.browser.server import Server, running_server
from tests.browser.trainee import Trainee
from tests.browser.visits import Visit, Visitor
from tests.browser.worlds import Door, World


@pytest.fixture(scope="module")
def other_server(own_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one practice identity an hour, the job aid's roles only, and somebody to ask."""
    with running_server(
        tmp_path_factory.mktemp("other"),
        PRACTICE_IDENTITIES_PER_HOUR="1",
        SHOW_ROLES_NOT_IN_JOB_AID="0",
        TRAINER_CONTACT="trainer@example.org",
    ) as other:
        yield other


@pytest.fixture
def look(browser: Browser) -> Callable[..., Visit]:
    """Looks at a page of any server."""

    def look(home: str, arrive: Callable[[Trainee], None], status: int = 200) -> Visit:
        place = Place("page", arrive, "", own_world=False, status=status, is_error=False)
        return Visitor(home, browser.new_context, World, World).to(place)

    return look


def is_as_every_page(visit: Visit) -> None:
    assert visit.status == visit.place.status
    assert visit.axe == visit.small_targets == visit.too_wide == visit.problems == []
    assert faults_in({"page": visit.html}) == ""


def test_a_category_without_roles_has_a_decent_page(
    playwright: Playwright, other_server: Server, look
) -> None:
    request = playwright.request.new_context(base_url=other_server.address)
    world = Door(request, other_server.token).world("fresh")
    request.dispose()

    def arrive(trainee: Trainee) -> None:
        Trainee(trainee.page, world).come_in()
        trainee.choose("Vendor")
        expect(trainee.page.get_by_role("main")).to_contain_text(
            "no roles to choose from in the category Vendor"
        )
        expect(trainee.page.get_by_role("main").get_by_role("button")).to_have_count(0)
        expect(trainee.page.get_by_role("link", name="Previous", exact=True)).to_be_visible()
        expect(trainee.page.get_by_role("contentinfo")).to_contain_text("trainer@example.org")

    is_as_every_page(look(other_server.address, arrive))


def test_too_many_identities_from_one_address_are_refused(other_server: Server, look) -> None:
    def arrive(trainee: Trainee) -> None:
        trainee.open("/sign-in/")
        trainee.page.get_by_role("button", name="Get a practice identity", exact=True).click()
        trainee.page.get_by_role("button", name="Get a new practice identity", exact=True).click()
        trainee.is_on("No more practice identities for now")

    is_as_every_page(look(other_server.address, arrive, status=429))


def test_an_address_that_is_not_ours_is_a_bad_request(base_url: str, look) -> None:
    def arrive(trainee: Trainee) -> None:
        trainee.open("/")
        trainee.is_on("This request cannot be understood")

    is_as_every_page(look(base_url.replace("127.0.0.1", "elsewhere.localhost"), arrive, status=400))
