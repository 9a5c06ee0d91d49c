"""The log-in handout of a class: slips, list, CSV."""

import csv
import re

import pytest

from accounts.models import AuditEntry, KeptPassword
from tests.accounts.login import log_in, new_client
from tests.admin import page_for
from tests.factories import ExerciseFactory, TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import heading_of, page_of, text_of
from tests.training.adding import rows
from training.handouts import COLUMNS, first_step
from training.models import Assignment, Exercise, Goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray"])


def slips_in(response):
    return [each.user.user_id for each in response.context["slips"]]


def reset(staff_client, training_class, trainee=None):
    """Reset one password or all; returns the page that follows."""
    address = page_for(training_class, "live").replace("/live/", "/actions/reset-passwords/")
    return staff_client.post(address + (f"{trainee.pk}/" if trainee else ""), follow=True)


def csv_of(staff_client, training_class):
    file = staff_client.get(page_for(training_class, "handout_csv"))
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    return file, list(csv.reader(text.splitlines()))


# Slips


def test_handout_can_be_opened_again_by_others(staff_client, ohio):
    """Also after the session of the training lead who created the class has ended."""
    assert page_for(ohio, "handout") in staff_client.get(page_for(ohio)).content.decode()
    staff_client.logout()
    other = UserFactory(superuser=True)
    for client in (client_of(other), client_of(other)):
        assert slips_in(client.get(page_for(ohio, "handout"))) == ["ann-lee", "bob-ray"]


def test_handout_without_passwords_leads_to_reset(staff_client, ohio):
    KeptPassword.objects.all().delete()
    response = staff_client.get(page_for(ohio, "handout"))
    assert slips_in(response) == []
    assert any("/reset-passwords/" in link["href"] for link in page_of(response).all("a"))
    assert page_for(ohio, "handout") not in staff_client.get(page_for(ohio)).content.decode()


def test_reset_of_one_shows_its_slip_only(staff_client, ohio):
    response = reset(staff_client, ohio, ohio.trainees().get(name="Bob Ray"))
    assert slips_in(response) == ["bob-ray"]
    everything = page_for(ohio, "handout")
    assert any(link["href"] == everything for link in page_of(response).all("a"))
    response = staff_client.get(everything)
    assert slips_in(response) == ["ann-lee", "bob-ray"]
    assert any(link["href"] == f"{everything}?newest" for link in page_of(response).all("a"))


def test_new_trainees_are_shown_first_alone(staff_client, ohio):
    response = staff_client.post(page_for(ohio, "add_trainees"), rows("Cy", "Di", expected="2"), follow=True)
    assert slips_in(response) == ["cy", "di"]


def test_reset_of_all_shows_all_slips(staff_client, ohio):
    assert slips_in(reset(staff_client, ohio)) == ["ann-lee", "bob-ray"]


def test_handouts_of_two_classes_are_apart(staff_client, ohio):
    iowa = TrainingClassFactory(name="Iowa", trainees=["Cy"])
    assert slips_in(staff_client.get(page_for(iowa, "handout"))) == ["cy"]
    assert slips_in(staff_client.get(page_for(ohio, "handout"))) == ["ann-lee", "bob-ray"]


def test_each_slip_has_the_code_of_the_address(staff_client, ohio):
    html = staff_client.get(page_for(ohio, "handout")).content.decode()
    assert html.count('<use href="#qr-code"') == 2
    assert html.count('id="qr-code"') == 1


def test_handout_of_a_closed_class_says_so(staff_client, ohio):
    ohio.close()
    response = staff_client.get(page_for(ohio, "handout"))
    assert "closed" in text_of(response)
    assert slips_in(response) == ["ann-lee", "bob-ray"]


def test_queries_do_not_grow(staff_client, ohio):
    counts = []
    for names in (["Cy"], [f"Trainee {number}" for number in range(20)]):
        ohio.add_trainees(names)
        for page in ("handout", "handout_list"):
            with Queries() as queries:
                staff_client.get(page_for(ohio, page))
            counts.append(queries.count())
    assert counts[:2] == counts[2:]


# The first step


def welcome_of(training_class):
    """Welcome as a trainee of the class sees it at first."""
    ((_, credentials),) = training_class.add_trainees(["New Trainee"])
    client = new_client()
    log_in(client, credentials.user_id, credentials.password)
    return client.get("/")


@pytest.mark.parametrize("has_exercises", [True, False])
def test_first_step_is_a_control_of_welcome(staff_client, exercises, ohio, has_exercises):
    if has_exercises:
        for position, slug in enumerate(["guam-surveyor", "commuter"]):
            Assignment.objects.create(training_class=ohio, exercise=exercises[slug], position=position)
    step = first_step(ohio)
    assert step in text_of(staff_client.get(page_for(ohio, "handout")))
    page = welcome_of(ohio).content.decode()
    assert re.search(rf"<(a|button)\b[^>]*>{re.escape(step)}</\1>", page)


def test_inactive_exercises_are_no_first_step(ohio):
    inactive = ExerciseFactory(goal=Goal.LEAVE, is_active=False)
    Assignment.objects.create(training_class=ohio, exercise=inactive, position=1)
    Exercise.objects.update(is_active=False)
    assert first_step(ohio) == ""


# The list and the file


def test_list_has_passwords_while_kept(staff_client, ohio):
    ann = ohio.trainees().get(name="Ann Lee")
    ann.record_login()
    KeptPassword.objects.filter(user=ann).delete()
    response = staff_client.get(page_for(ohio, "handout_list"))
    assert [(user.name, password is None) for user, password in response.context["rows"]] == [
        ("Ann Lee", True),
        ("Bob Ray", False),
    ]
    assert heading_of(response)
    assert KeptPassword.objects.get().password in text_of(response)


def test_csv_has_kept_passwords(staff_client, ohio, settings):
    settings.SITE_ADDRESS = "https://simulator.example.org/"
    file, (headings, *lines) = csv_of(staff_client, ohio)
    assert headings == list(COLUMNS)
    assert [line[1] for line in lines] == ["ann-lee", "bob-ray"]
    for _, user_id, password, address, step in lines:
        assert log_in(new_client(), user_id, password).url == "/"
        assert (address, step) == (settings.SITE_ADDRESS, first_step(ohio))
    assert "no-transform" in file["Cache-Control"]
    _, lines = csv_of(staff_client, ohio)
    assert lines == [list(COLUMNS)]


def test_names_are_no_formulas_in_csv(staff_client):
    iowa = TrainingClassFactory(name="=Iowa", trainees=["=1+1", "@Cy"])
    file, (_, *lines) = csv_of(staff_client, iowa)
    assert [line[0] for line in lines] == ["'=1+1", "'@Cy"]
    assert re.fullmatch(r'attachment; filename="log-in-iowa-[\d-]+\.csv"', file["Content-Disposition"])


def test_audit_log_says_who_took_the_file(staff_client, carol, ohio):
    csv_of(staff_client, ohio)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_name, entry.action, entry.object_name) == (carol.user_id, "exported", "Ohio")
    assert not any(str(each.password) in str(entry.changes) for each in KeptPassword.objects.all())


@pytest.mark.parametrize("page", ["handout", "handout_list", "handout_csv"])
def test_pages_are_safe(staff_client, ohio, page):
    assert staff_client.post(page_for(ohio, page)).status_code == 405
    response = staff_client.get(page_for(ohio, page))
    assert "no-transform" in response["Cache-Control"]
