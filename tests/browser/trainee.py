"""A trainee at the browser, who can do on every page what it lets people do."""

from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Response, expect

from tests.browser.pages import AddOrganizationsPage, MyProfilePage, SignInPage
from tests.browser.worlds import World


@dataclass
class Trainee(SignInPage, AddOrganizationsPage, MyProfilePage):
    """Somebody with a practice identity and a browser tab."""

    world: World

    def sign_in(self) -> None:
        """Log in on the sign-in page, wherever it leads to."""
        self.page.goto("/login/")
        self.log_in(self.world.user_id, self.world.password)
        expect(self.page.get_by_text(f"Logged in as {self.world.user_id}")).to_be_visible()

    def log_in_if_asked(self) -> None:
        """Be on Welcome to iQIES: by the sign-in page, or at once in a world of the door, which is signed in."""
        if self.world.password:
            self.sign_in()
        else:
            self.come_in()
            self.open("/")

    def come_in(self) -> None:
        """Be signed in, without the sign-in page."""
        self.page.context.add_cookies(cast(Any, self.world.state["cookies"]))

    def open(self, path: str) -> Response | None:
        """Type an address."""
        return self.page.goto(path)

    def begin(self) -> None:
        """Go to the place where this trainee's world begins."""
        self.page.goto(self.world.path)

    def another_tab(self) -> "Trainee":
        """The same trainee in another tab of the same browser."""
        return Trainee(self.page.context.new_page(), self.world)

    def request_user_role(self) -> None:
        """Open page 1, as the link Request User Role does."""
        self.page.goto("/role-requests/new/")
        self.is_on("Select a User Category")

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

    def request(self, category: str, role: str, *, state: str = "") -> None:
        """Walk all three pages, up to the green banner."""
        self.choose(category, role)
        if state:
            self.select_state(state)
        self.submit_request()
        expect(self.banner()).to_be_visible()
