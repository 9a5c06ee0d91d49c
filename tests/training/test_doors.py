"""The doors of a class in the admin: its class code, closing and reopening, unlocking."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse

from accounts.lockout import FAILURES
from accounts.models import TrainingClass
from tests.accounts.login import fail, new_client
from tests.admin import levels_of, page_for
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray", "Cid Poe"])


def act(client, training_class, action, **options):
    return client.post(
        reverse("admin:accounts_trainingclass_action", args=[training_class.pk, action]), **options
    )


def code_of(training_class):
    return TrainingClass.objects.get(pk=training_class.pk).code


def test_code_is_off_until_a_lead_switches_it_on(staff_client, ohio):
    assert code_of(ohio) is None
    assert act(staff_client, ohio, "renew-code").url == page_for(ohio)
    first = code_of(ohio)
    assert first
    act(staff_client, ohio, "renew-code")
    assert code_of(ohio) not in (None, first)
    act(staff_client, ohio, "switch-off-code")
    assert code_of(ohio) is None


def test_class_page_and_projector_show_the_code(staff_client, ohio):
    pages = (page_for(ohio), page_for(ohio, "projector"))
    ohio.renew_code()
    shown = ohio.code_in_groups
    assert all(shown in text_of(staff_client.get(page)) for page in pages)
    ohio.switch_off_code()
    assert not any(shown in text_of(staff_client.get(page)) for page in pages)


def test_code_of_a_closed_class_is_refused(staff_client, ohio):
    ohio.close()
    assert levels_of(act(staff_client, ohio, "renew-code", follow=True)) == ["warning"]
    assert code_of(ohio) is None


def test_history_says_who_joined_without_the_code(staff_client, ohio):
    act(staff_client, ohio, "renew-code")
    code = TrainingClass.objects.get(pk=ohio.pk).code_in_groups
    new_client().post("/class-code/", {"code": code, "name": "Dot Fox"})
    history = text_of(staff_client.get(page_for(ohio, "history")))
    assert "dot-fox" in history
    assert code not in history


def test_unlock_all_unlocks_the_whole_class(staff_client, ohio):
    other = UserFactory()
    for user in (*ohio.trainees(), other):
        fail(FAILURES, user.user_id)
    assert levels_of(act(staff_client, ohio, "unlock", follow=True)) == ["success"]
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {other.user_id}


def test_reopening_unlocks_the_trainees(staff_client, ohio):
    ohio.close()
    fail(FAILURES, "ann-lee")
    act(staff_client, ohio, "reopen")
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize("action", ["unlock", "reopen"])
def test_unlocking_takes_the_same_queries(staff_client, ohio, action):
    counts = []
    for number in (1, 20):
        with Queries() as queries:
            act(staff_client, ohio, action)
        counts.append(queries.count())
        ohio.add_trainees([f"Trainee {each}" for each in range(number)])
    assert counts[0] == counts[1]


@pytest.mark.parametrize("action", ["renew-code", "switch-off-code", "unlock", "reopen"])
def test_doors_need_the_permission(alice_client, ohio, action):
    ohio.renew_code()
    before = TrainingClass.objects.values().get(pk=ohio.pk)
    for client in (alice_client, client_of(UserFactory(staff=True))):
        assert act(client, ohio, action).status_code in (302, 403)
    assert TrainingClass.objects.values().get(pk=ohio.pk) == before
