"""A trainee with a browser tab: all page objects in one, and whole ways through the wizard."""

import re
from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Response, expect

from tests.browser.pages import AddOrganizationsPage, LoginPage, MyProfilePage
from tests.browser.sandboxes import Account


@dataclass
class Trainee(LoginPage, AddOrganizationsPage, MyProfilePage):
    """A browser tab and the account that is used in it."""

    account: Account

    def log_in(self) -> None:
        """Log in with the password on the login page."""
        self.page.goto("/login/")
        self.submit_login(self.account.user_id, self.account.password)
        expect(self.page.get_by_text(f"Logged in as {self.account.user_id}")).to_be_visible()

    def restore_session(self) -> None:
        """Use the session that the QA API created, instead of the login page."""
        self.page.context.add_cookies(cast(Any, self.account.state["cookies"]))

    def open_welcome(self) -> None:
        """Open Welcome to iQIES (step 2.1): after a log-in, or with the session of the QA API."""
        if self.account.password:
            self.log_in()
        else:
            self.restore_session()
            self.open("/")

    def lose_session(self) -> None:
        """Delete the session cookie: to the server, the session has ended."""
        self.page.context.clear_cookies(name=re.compile("^session_"))

    def open(self, path: str) -> Response | None:
        return self.page.goto(path)

    def open_start_page(self) -> None:
        """Open the page at which the preset of the sandbox starts."""
        self.page.goto(self.account.path)

    def new_tab(self) -> "Trainee":
        """The same trainee in another tab of the same browser."""
        return Trainee(self.page.context.new_page(), self.account)

    def open_step_1(self) -> None:
        self.page.goto("/role-requests/new/")
        self.expect_page("Select a User Category")

    def start_request(self, category: str, role: str | None = None) -> None:
        """Go through page 1 to page 2, or, with a role, to page 3."""
        self.open_step_1()
        self.select(category)
        self.next()
        self.expect_page("Select a User Role")
        if role:
            self.select(role)
            self.next()
            self.expect_page("Add Organizations")

    def request_role(self, category: str, role: str, *, state: str = "") -> None:
        """Go through all three pages and submit."""
        self.start_request(category, role)
        if state:
            self.select_state(state)
        self.submit_request()
        expect(self.banner()).to_be_visible()
