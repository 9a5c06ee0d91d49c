"""The pages of the trainer as objects: what can be done on each, in the words of its screen."""

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.browser.worlds import World


@dataclass
class AnyPage:
    """What every page has, in a tab of the browser."""

    page: Page

    def click(self, name: str) -> None:
        """Press the page's button of this name, or its link."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).click()

    def is_on(self, title: str) -> None:
        """The page of this title is open."""
        heading = self.page.get_by_role("heading", level=1, name=title, exact=True)
        expect(heading, f"the page {title} is not open").to_be_visible()

    def is_told(self, sentence: str) -> None:
        """A message stands at the top of the page."""
        expect(self.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()

    def alert(self) -> Locator:
        """The error summary."""
        return self.page.get_by_role("alert")

    def sign_out(self) -> None:
        """Press Sign out, which every page has for who is signed in."""
        self.page.get_by_role("button", name="Log out", exact=True).click()
        expect(self.page.get_by_text("You are signed out.")).to_be_visible()


class SignInPage(AnyPage):
    """The page that stands for "log in with HARP login credentials" (2.1, 3.1, 4.1)."""

    def get_practice_identity(self) -> World:
        """Open it and get a practice identity; it stays open and shows the identity."""
        self.page.goto("/login/")
        self.click("Get a practice identity")
        region = self.page.get_by_role("region", name="Your practice identity", exact=True)
        expect(region, "no practice identity was given").to_be_visible()
        user_id, password = region.get_by_role("definition").all_inner_texts()
        return World(user_id, password=password)

    def log_in(self, user_id: str, password: str, *, accept: bool = True) -> None:
        """Fill in the form that is open, and send it."""
        self.page.get_by_label("User ID", exact=True).fill(user_id)
        self.page.get_by_label("Password", exact=True).fill(password)
        if accept:
            self.page.get_by_role("checkbox", name="I have read and accept the Terms & Conditions").check()
        self.page.get_by_role("button", name="Log in", exact=True).click()


class QuestionPage(AnyPage):
    """STEP 1, Select a User Category, and STEP 2, Select a User Role (Figures 2, 3, 7, 8, 12 and 13)."""

    def radio(self, name: str) -> Locator:
        """The choice of this name."""
        return self.page.get_by_role("radio", name=name, exact=True)

    def select(self, name: str) -> None:
        """Select it."""
        expect(self.radio(name), f"there is no choice {name}").to_be_visible()
        self.radio(name).check()

    def next(self) -> None:
        """Press Next."""
        self.page.get_by_role("button", name="Next", exact=True).click()

    def previous(self) -> None:
        """Follow Previous, which pages 2 and 3 have."""
        self.page.get_by_role("link", name="Previous", exact=True).click()

    def cancel(self) -> None:
        """Follow Cancel, which page 1 has."""
        self.page.get_by_role("link", name="Cancel", exact=True).click()


class AddOrganizationsPage(QuestionPage):
    """STEP 3, Add Organizations (Figures 4, 9 and 14)."""

    def select_state(self, name: str) -> None:
        """Select from the drop-down State (2.7)."""
        self.page.get_by_label("State", exact=True).select_option(label=name)

    def submit_request(self) -> None:
        """Press Submit Request (2.8, 3.7, 4.7)."""
        self.page.get_by_role("button", name="Submit Request", exact=True).click()


class MyProfilePage(AnyPage):
    """My Profile (Figures 5, 10 and 15)."""

    def banner(self) -> Locator:
        """The green banner."""
        return self.page.get_by_role("status").filter(has_text="Role Request Submitted")

    def rows(self, title: str) -> Locator:
        """The rows of a list; each is named by its role and holds its reference."""
        section = self.page.get_by_role("region", name=title, exact=True)
        return section.get_by_role("row").filter(has=self.page.get_by_role("rowheader"))

    def withdraw(self, row: Locator) -> str:
        """Follow Withdraw in a row, which asks once; the reference of its request."""
        reference = reference_of(row)
        self.page.get_by_role("link", name=f"Withdraw {reference}", exact=True).click()
        self.is_on("Withdraw this request?")
        return reference

    def has(self, *, pending: int, active: int | None = None, past: int = 0) -> None:
        """Open it: it lists so many."""
        self.page.goto("/my-profile/")
        self.is_on("My Profile")
        counts = {"Pending Requests": pending, "Active roles": pending if active is None else active}
        for title, count in (counts | {"Past requests": past}).items():
            expect(self.rows(title), f"{title}: not so many").to_have_count(count)


def reference_of(row: Locator) -> str:
    """What names the request of a row, such as RR-00042."""
    return row.get_by_role("cell", name=re.compile(r"^RR-\d{5,}$")).inner_text()


def times_in(somewhere: Locator) -> list[datetime]:
    """The times that are shown there."""
    shown = somewhere.get_by_role("time").all()
    return [datetime.fromisoformat(str(each.get_attribute("datetime"))) for each in shown]


def lines_of(locator: Locator) -> list[str]:
    """What is to be read there, line by line."""
    return [line.strip() for line in locator.inner_text().splitlines() if line.strip()]
