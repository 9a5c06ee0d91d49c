"""A trainee at the browser: what people do on the pages, in the words of the job aid."""

from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.worlds import World


@dataclass
class Trainee:
    """Somebody with a practice identity and a browser tab."""

    page: Page
    world: World

    def sign_in(self) -> None:
        """Log in on the sign-in page, wherever it leads to."""
        self.page.goto("/sign-in/")
        log_in(self.page, self.world.user_id, self.world.password)
        expect(self.page.get_by_text(f"Signed in as {self.world.user_id}")).to_be_visible()

    def come_in(self) -> None:
        """Be signed in, without the sign-in page."""
        self.page.context.add_cookies(cast(Any, self.world.state["cookies"]))

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out", exact=True).click()
        expect(self.page.get_by_text("You are signed out.")).to_be_visible()

    def open(self, path: str) -> Response | None:
        return self.page.goto(path)

    def begin(self) -> None:
        """Go to the place where this trainee's world begins."""
        self.page.goto(self.world.path)

    def another_tab(self) -> "Trainee":
        return Trainee(self.page.context.new_page(), self.world)

    def request_user_role(self) -> None:
        """Open page 1 as the link does."""
        self.page.goto("/role-requests/new/")
        self.is_on("Select a User Category")

    def select(self, name: str) -> None:
        self.radio(name).check()

    def select_state(self, name: str) -> None:
        self.page.get_by_label("State", exact=True).select_option(label=name)

    def click(self, name: str) -> None:
        """Press the page's button of this name, or its link."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).click()

    def next(self) -> None:
        self.page.get_by_role("button", name="Next", exact=True).click()

    def previous(self) -> None:
        self.page.get_by_role("link", name="Previous", exact=True).click()

    def cancel(self) -> None:
        self.page.get_by_role("link", name="Cancel", exact=True).click()

    def submit_request(self) -> None:
        self.page.get_by_role("button", name="Submit Request", exact=True).click()

    def choose(self, category: str, role: str | None = None) -> None:
        """Walk from page 1 to page 2, or, with a role, to page 3."""
        self.request_user_role()
        self.select(category)
        self.next()
        self.is_on("Select a User Role")
        if role:
            self.select(role)
            self.next()
            self.is_on("Add Organizations")

    def radio(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    def is_on(self, title: str) -> None:
        """The page of this title is open."""
        expect(self.page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()

    def is_told(self, sentence: str) -> None:
        """A message stands at the top of the page."""
        expect(self.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()

    def rows(self, title: str) -> Locator:
        """The rows of a list of My Profile."""
        section = self.page.get_by_role("region", name=title, exact=True)
        return section.get_by_role("row").filter(has=self.page.get_by_role("rowheader"))

    def has(self, *, pending: int, active: int | None = None, past: int = 0) -> None:
        """My Profile lists so many."""
        self.page.goto("/my-profile/")
        self.is_on("My Profile")
        expect(self.rows("Pending Requests")).to_have_count(pending)
        expect(self.rows("Active roles")).to_have_count(pending if active is None else active)
        expect(self.rows("Past requests")).to_have_count(past)

    def alert(self) -> Locator:
        """The error summary."""
        return self.page.get_by_role("alert")

    def banner(self) -> Locator:
        """The green banner."""
        return self.page.get_by_role("status").filter(has_text="Role Request Submitted")


def get_practice_identity(page: Page) -> World:
    """Get a practice identity on the sign-in page, which stays open and shows it."""
    page.goto("/sign-in/")
    page.get_by_role("button", name="Get a practice identity", exact=True).click()
    shown = page.get_by_role("region", name="Your practice identity", exact=True).get_by_role("definition")
    expect(shown).to_have_count(2)
    user_id, password = shown.all_inner_texts()
    return World(user_id, password=password)


def log_in(page: Page, user_id: str, password: str, *, accept: bool = True) -> None:
    """Fill in the sign-in page and send it."""
    page.get_by_label("User ID", exact=True).fill(user_id)
    page.get_by_label("Password", exact=True).fill(password)
    if accept:
        page.get_by_role("checkbox", name="I have read and accept the Terms & Conditions").check()
    page.get_by_role("button", name="Log in", exact=True).click()


def lines_of(locator: Locator) -> list[str]:
    """What is to be read there, line by line."""
    return [line.strip() for line in locator.inner_text().splitlines() if line.strip()]
