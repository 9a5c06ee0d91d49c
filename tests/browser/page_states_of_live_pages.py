"""Page states of the admin about a running class: live page, projector, results, exercises, corrections of a trainee."""

from playwright.sync_api import expect

from tests.browser.page_states_of_classes import a_class_with_a_code, an_unchanged_class
from tests.browser.page_states_of_staff import page_state
from tests.browser.trainee import Trainee


@page_state("live page of a class", snapshot=True)
def live_page(staff: Trainee) -> None:
    an_unchanged_class(staff)
    staff.click("Live page")
    expect(staff.page.get_by_role("region", name="Trainees", exact=True)).to_be_visible()


@page_state("live page of a class, nobody found")
def live_page_without_rows(staff: Trainee) -> None:
    live_page(staff)
    staff.page.get_by_label("Name or User ID", exact=True).fill("no such trainee")
    staff.click("Apply")


@page_state("projector", snapshot=True)
def projector(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Projector")


@page_state("projector, with a class code")
def projector_with_a_code(staff: Trainee) -> None:
    a_class_with_a_code(staff)
    staff.click("Live page")
    staff.click("Projector")
    expect(staff.page.get_by_text("I have a class code")).to_be_visible()


@page_state("results of a class", snapshot=True)
def results_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Results")


@page_state("exercises of a class", snapshot=True)
def exercises_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    staff.click("Exercises")


@page_state("exercises of a class, with an error")
def exercises_with_an_error(staff: Trainee) -> None:
    exercises_of_a_class(staff)
    staff.page.get_by_label("Order of New nurse surveyor, Ohio", exact=True).fill("0")
    staff.click("Save")


@page_state("trainee of a class", snapshot=True)
def trainee_of_a_class(staff: Trainee) -> None:
    live_page(staff)
    region = staff.page.get_by_role("region", name="Trainees", exact=True)
    region.get_by_role("link").first.click()


def correct_first_trainee(staff: Trainee, what: str) -> None:
    """Open a page that corrects the first trainee of a class."""
    trainee_of_a_class(staff)
    staff.click(what)


@page_state("trainee of a class, rename", snapshot=True)
def rename_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Rename")


@page_state("trainee of a class, renamed to a name of the class")
def rename_trainee_with_an_error(staff: Trainee) -> None:
    rename_trainee(staff)
    name = staff.page.get_by_label("Name:", exact=True)
    name.fill(name.input_value().replace("Ann", "Bob"))
    staff.click("Rename")
    expect(staff.page.get_by_role("alert")).to_be_visible()


@page_state("trainee of a class, move")
def move_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Move to another class")


@page_state("trainee of a class, move, sent empty")
def move_trainee_sent_empty(staff: Trainee) -> None:
    move_trainee(staff)
    staff.click("Move")
    expect(staff.page.get_by_role("alert")).to_be_visible()


@page_state("trainee of a class, remove", snapshot=True)
def remove_trainee(staff: Trainee) -> None:
    correct_first_trainee(staff, "Remove")
