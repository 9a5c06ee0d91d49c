"""The sign-in page, practice identities, signing out, and staff."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import SignInPage
from tests.browser.trainee import Trainee
from tests.browser.worlds import World

NEUTRAL = "The User ID or password is not correct. Check both and try again."


def test_it_says_what_it_is(page: Page) -> None:
    page.goto("/login/")
    expect(page.get_by_role("banner")).to_contain_text(
        "This is a training simulator, not a government website."
    )
    main = page.get_by_role("main")
    expect(main).to_contain_text("do not type your real HARP User ID or password here.")
    expect(main).to_contain_text("A password cannot be recovered")


def test_an_empty_form_names_all_that_is_missing(page: Page) -> None:
    page.goto("/login/")
    page.get_by_role("button", name="Log in", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link")).to_have_text(
        ["Enter your User ID.", "Enter your password.", "Accept the Terms & Conditions to log in."]
    )
    alert.get_by_role("link", name="Enter your password.").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


def test_a_wrong_password_and_an_unknown_user_are_told_the_same(page: Page, visitor) -> None:
    known = visitor().world.user_id
    for user_id in (known, "nobody-at-all"):
        page.goto("/login/")
        SignInPage(page).log_in(user_id, "Wrong-Password-1")
        expect(page.get_by_role("alert")).to_contain_text(NEUTRAL)
        expect(page.get_by_label("User ID", exact=True)).to_have_value(user_id)
        expect(page.get_by_label("Password", exact=True)).to_have_value("")


def test_the_terms_must_be_accepted(page: Page, newcomer: Trainee) -> None:
    SignInPage(page).log_in(newcomer.world.user_id, newcomer.world.password, accept=False)
    expect(page.get_by_role("alert")).to_contain_text("Accept the Terms & Conditions to log in.")
    expect(page.get_by_label("User ID", exact=True)).to_have_value(newcomer.world.user_id)


def test_after_five_failures_it_says_in_how_many_minutes_to_try_again(
    page: Page, newcomer: Trainee, new_context
) -> None:
    beside = new_context().new_page()
    locked, neighbour = newcomer, Trainee(beside, SignInPage(beside).get_practice_identity())
    for _ in range(4):
        SignInPage(page).log_in(locked.world.user_id, "Wrong-Password-1")
        expect(page.get_by_role("alert")).to_contain_text(NEUTRAL)
    SignInPage(page).log_in(locked.world.user_id, "Wrong-Password-1")
    expect(page.get_by_role("alert")).to_contain_text("Try again in 15 minutes")
    SignInPage(page).log_in(locked.world.user_id, locked.world.password)
    expect(page.get_by_role("alert")).to_contain_text("too many failed attempts")
    neighbour.sign_in()
    neighbour.is_on("Welcome to iQIES")


def test_a_practice_identity_is_shown_until_it_has_signed_in(page: Page) -> None:
    identity = SignInPage(page).get_practice_identity()
    user_id, password = identity.user_id, identity.password
    shown = page.get_by_role("region", name="Your practice identity", exact=True)
    expect(page.get_by_label("User ID", exact=True)).to_have_value("")
    page.reload()
    expect(shown).to_contain_text(password)
    page.get_by_role("link", name="Help", exact=True).click()
    page.go_back()
    expect(shown).to_contain_text(password)
    SignInPage(page).log_in(user_id, "Mistyped-Password")
    expect(shown).to_contain_text(password)
    SignInPage(page).log_in(user_id, password)
    trainee_is_in(page, user_id)
    Trainee(page, identity).sign_out()
    expect(page.get_by_text(password)).to_have_count(0)
    expect(page.get_by_role("button", name="Get a practice identity", exact=True)).to_be_visible()


def trainee_is_in(page: Page, user_id: str) -> None:
    """Welcome to iQIES is open, and says who is signed in."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to iQIES")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text(f"Logged in as {user_id}")


def test_a_lost_password_means_a_new_identity(page: Page) -> None:
    first = SignInPage(page).get_practice_identity()
    page.get_by_role("button", name="Get a new practice identity", exact=True).click()
    expect(page.get_by_role("definition").first).not_to_have_text(first.user_id)


def test_capitals_in_the_user_id_do_not_matter(page: Page, newcomer: Trainee) -> None:
    SignInPage(page).log_in(f" {newcomer.world.user_id.upper()} ", newcomer.world.password)
    trainee_is_in(page, newcomer.world.user_id)


def test_signing_out_shuts_every_page(trainee: Trainee) -> None:
    trainee.open("/my-profile/")
    trainee.sign_out()
    expect(trainee.page).to_have_url("/login/")
    trainee.page.go_back()
    expect(trainee.page.get_by_role("button", name="Log in", exact=True)).to_be_visible()


def test_signing_in_leads_to_the_page_that_was_asked_for(page: Page, newcomer: Trainee) -> None:
    trainee = newcomer
    page.goto("/my-profile/?pending-requests=1")
    SignInPage(page).log_in(trainee.world.user_id, "Wrong-Password-1")
    SignInPage(page).log_in(trainee.world.user_id, trainee.world.password)
    trainee.is_on("My Profile")
    expect(page).to_have_url("/my-profile/?pending-requests=1")


def test_signing_in_leads_to_no_other_site(page: Page, newcomer: Trainee) -> None:
    page.goto("/login/?next=https://example.org/")
    SignInPage(page).log_in(newcomer.world.user_id, newcomer.world.password)
    trainee_is_in(page, newcomer.world.user_id)


def test_who_is_signed_in_is_not_asked_again(visitor) -> None:
    trainee = visitor()
    trainee.open("/login/")
    trainee.is_on("Welcome to iQIES")


def test_staff_are_told_so_and_led_to_the_admin(page: Page, staff: World) -> None:
    page.goto("/")
    SignInPage(page).log_in(staff.user_id, staff.password)
    carol = Trainee(page, staff)
    carol.is_on("You are signed in as staff")
    for path in ("/", "/role-requests/new/", "/my-profile/", "/start-over/"):
        carol.open(path)
        carol.is_on("You are signed in as staff")
    page.get_by_role("link", name="Go to the admin", exact=True).click()
    expect(page).to_have_url("/admin/")


@pytest.mark.answers(403)
def test_a_trainee_has_no_access_to_the_admin(visitor) -> None:
    trainee = visitor()
    for path in ("/admin/", "/admin/rolerequests/role/"):
        answer = trainee.open(path)
        assert answer
        assert answer.status == 403
        trainee.is_on("You have no access to this page")
