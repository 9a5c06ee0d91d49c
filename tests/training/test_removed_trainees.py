"""Trainees who were removed: their data stays, and they are counted nowhere."""

import pytest
from django.utils.timezone import now

from tests.admin import list_of, listed, page_for
from tests.factories import TrainingClassFactory
from training.live.progress import live_class
from training.live.results import results_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    """A class of Ann, and of Bob who was removed after he had logged in."""
    training_class = TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray"])
    bob = training_class.trainees().get(name="Bob Ray")
    bob.record_login()
    training_class.trainees().filter(pk=bob.pk).update(is_active=False)
    return training_class


def names(users):
    return [each.name for each in users]


def test_live_page_and_results_leave_them_out(ohio):
    assert names(row.trainee for row in live_class(ohio, now()).rows) == ["Ann Lee"]
    assert names(each.trainee for each in results_of(ohio).results) == ["Ann Lee"]


def test_sums_of_the_class_leave_them_out(ohio, staff_client):
    (training_class,) = listed(staff_client.get(list_of(type(ohio))))
    assert (training_class.number_of_trainees, training_class.number_logged_in) == (1, 0)
    assert "0 of 1" in staff_client.get(page_for(ohio, "projector")).content.decode()


def test_resetting_all_passwords_leaves_them_out(ohio, staff_client):
    address = page_for(ohio, "live").replace("/live/", "/actions/reset-passwords/")
    handout = staff_client.post(address, follow=True).content.decode()
    assert "Ann Lee" in handout
    assert "Bob Ray" not in handout


def test_class_page_still_shows_them(ohio, staff_client):
    html = staff_client.get(page_for(ohio)).content.decode()
    assert "Bob Ray" in html
    assert "deactivated" in html
