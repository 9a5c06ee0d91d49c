"""Page objects of the simulator."""

import re
from dataclasses import dataclass
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from tests.browser.sandboxes import Account


@dataclass
class BasePage:
    """Controls and messages that every page has."""

    page: Page

    def click(self, name: str) -> None:
        """Click the button or link with this name in the main part."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        ).click()

    def expect_page(self, title: str) -> None:
        heading = self.page.get_by_role("heading", level=1, name=title, exact=True)
        expect(heading, f"the page {title} is not open").to_be_visible()

    def expect_message(self, text: str = "") -> None:
        """A message is visible that contains `text`, such as a reference. The snapshots have its words."""
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def error_summary(self) -> Locator:
        return self.page.get_by_role("alert")

    def expect_errors(self, *fields: str) -> None:
        """The error summary links to exactly these fields, by their names in the form, in order."""
        links = self.error_summary().get_by_role("link")
        expect(links).to_have_count(len(fields))
        for link, field in zip(links.all(), fields, strict=True):
            expect(link).to_have_attribute("href", re.compile(rf"#id_{field}(_0)?$"))

    def log_out(self) -> None:
        self.page.get_by_role("button", name="Log out", exact=True).click()
        expect(self.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()


class LoginPage(BasePage):
    """The page that replaces the HARP login (steps 2.1, 3.1, 4.1)."""

    def create_practice_account(self) -> Account:
        """Open the page and create a practice account. The page stays open and shows it."""
        self.page.goto("/login/")
        self.click("Create a practice account")
        region = self.page.get_by_role("region", name="Your practice account", exact=True)
        expect(region, "no practice account was created").to_be_visible()
        user_id, password = region.get_by_role("definition").all_inner_texts()
        return Account(user_id, password=password)

    def submit_login(self, user_id: str, password: str, *, accept: bool = True) -> None:
        """Fill in and submit the form of the open page."""
        self.page.get_by_label("User ID", exact=True).fill(user_id)
        self.page.get_by_label("Password", exact=True).fill(password)
        if accept:
            self.page.get_by_role("checkbox", name="I have read and accept the Terms & Conditions").check()
        self.page.get_by_role("button", name="Log in", exact=True).click()


class QuestionPage(BasePage):
    """STEP 1, Select a User Category, and STEP 2, Select a User Role (Figures 2, 3, 7, 8, 12 and 13)."""

    def radio(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    def select(self, name: str) -> None:
        expect(self.radio(name), f"there is no choice {name}").to_be_visible()
        self.radio(name).check()

    def next(self) -> None:
        self.page.get_by_role("button", name="Next", exact=True).click()

    def previous(self) -> None:
        """Pages 2 and 3 only."""
        self.page.get_by_role("button", name="Previous", exact=True).click()

    def cancel(self) -> None:
        """Page 1 only."""
        self.page.get_by_role("button", name="Cancel", exact=True).click()


class AddOrganizationsPage(QuestionPage):
    """STEP 3, Add Organizations (Figures 4, 9 and 14)."""

    def select_state(self, name: str) -> None:
        """Step 2.7."""
        self.page.get_by_label("State", exact=True).select_option(label=name)

    def search(self, text: str, state: str = "") -> None:
        """Search for organizations, on page 3 or on the page with what was found."""
        box = self.page.get_by_role("search")
        box.get_by_role("textbox").fill(text)
        if state:
            box.get_by_label("State (optional)", exact=True).select_option(label=state)
        box.get_by_role("button", name="Search", exact=True).click()

    def found(self) -> Locator:
        """The checkboxes of the organizations that were found and can be added."""
        return self.page.get_by_role("checkbox")

    def add(self, *names: str) -> None:
        """Add these of the organizations that were found; without names, the first one."""
        boxes = [self.page.get_by_role("checkbox", name=name, exact=True) for name in names]
        for box in boxes or [self.found().first]:
            box.check()
        self.page.get_by_role("button", name="Add", exact=True).click()

    def requested(self) -> Locator:
        """The buttons that remove an organization from the request."""
        return self.page.get_by_role("button", name="Remove ")

    def submit_request(self) -> None:
        """Steps 2.8, 3.7 and 4.7."""
        self.page.get_by_role("button", name="Submit Request", exact=True).click()


class MyProfilePage(BasePage):
    """My Profile (Figures 5, 10 and 15)."""

    def banner(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text="Role Request Submitted")

    def rows(self, title: str) -> Locator:
        """The rows of a list. Each has the role as row header, and a reference."""
        section = self.page.get_by_role("region", name=title, exact=True)
        return section.get_by_role("row").filter(has=self.page.get_by_role("rowheader"))

    def ask_to_withdraw(self, row: Locator) -> str:
        """Click Withdraw in a row, which opens a question. Returns the reference of the request."""
        reference = reference_of(row)
        self.page.get_by_role("link", name=f"Withdraw {reference}", exact=True).click()
        self.expect_page("Withdraw this request?")
        return reference

    def expect_counts(self, *, pending: int, active: int | None = None, past: int = 0) -> None:
        """Open My Profile and check the number of requests in each list."""
        self.page.goto("/my-profile/")
        self.expect_page("My Profile")
        counts = {"Pending Requests": pending, "Active roles": pending if active is None else active}
        for title, count in (counts | {"Past requests": past}).items():
            expect(self.rows(title), f"number of {title}").to_have_count(count)


def reference_of(row: Locator) -> str:
    """The reference in a row, such as RR-00042."""
    return row.get_by_role("cell", name=re.compile(r"^RR-\d{5,}$")).inner_text()


def times_in(element: Locator) -> list[datetime]:
    """All times in an element, in order."""
    times = element.get_by_role("time").all()
    return [datetime.fromisoformat(str(each.get_attribute("datetime"))) for each in times]


def lines_of(locator: Locator) -> list[str]:
    """The visible text, without empty lines."""
    return [line.strip() for line in locator.inner_text().splitlines() if line.strip()]
