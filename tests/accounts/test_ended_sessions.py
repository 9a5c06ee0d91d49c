"""People who are logged in when their class is closed or their account deactivated: the next click says why."""

import pytest
from django.db import IntegrityError

from accounts.middleware import CLASS_CLOSED, DEACTIVATED
from accounts.models import User
from tests.accounts.login import is_logged_in
from tests.admin import messages_of
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ohio():
    return TrainingClassFactory(name="Ohio", trainees=["Ann Lee"])


@pytest.fixture
def ann(ohio):
    return User.objects.get(user_id="ann-lee")


@pytest.fixture
def ann_client(ann):
    client = client_of(ann)
    client.get("/")
    return client


@pytest.mark.parametrize("address", ["/", "/my-profile/", "/login/", "/help/"])
def test_next_click_says_that_the_class_is_closed(ohio, ann_client, address):
    ohio.close()
    assert messages_of(ann_client.get(address, follow=True)) == [CLASS_CLOSED]
    assert not is_logged_in(ann_client)
    assert messages_of(ann_client.get("/", follow=True)) == []


def test_next_click_of_a_removed_trainee_says_why(ohio, ann, ann_client):
    ann.record_login()
    ohio.remove(ann)
    response = ann_client.get("/my-profile/", follow=True)
    assert response.redirect_chain == [("/login/?next=/my-profile/", 302)]
    assert messages_of(response) == [DEACTIVATED]


def test_sent_form_is_told_as_not_saved(ohio, ann_client):
    ohio.close()
    response = ann_client.post("/role-requests/new/", {}, follow=True)
    assert messages_of(response) == [CLASS_CLOSED]
    assert response.context["not_saved"]


def test_log_out_of_a_closed_class_says_why(ohio, ann_client):
    ohio.close()
    assert messages_of(ann_client.post("/logout/", follow=True)) == [CLASS_CLOSED]


def test_live_page_does_not_keep_the_last_page(ohio, ann, ann_client):
    ohio.close()
    ann_client.get("/")
    ann.refresh_from_db()
    assert ann.at_page == ""


def test_deactivated_staff_are_told_in_the_admin():
    lead = UserFactory(staff=True)
    client = client_of(lead)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert messages_of(client.get("/admin/", follow=True)) == [DEACTIVATED]


@pytest.mark.parametrize("change", ["deleted", "new password", "class reopened"])
def test_other_ends_say_nothing(ohio, ann, ann_client, change):
    if change == "deleted":
        ohio.remove(ann)
    elif change == "new password":
        ohio.reset_passwords([ann])
    else:
        ohio.close()
        ohio.reopen()
    assert messages_of(ann_client.get("/", follow=True)) == []
    assert not is_logged_in(ann_client)


def test_pages_of_others_need_no_query_more(ann_client, client):
    with Queries() as queries:
        ann_client.get("/help/")
        client.get("/help/")
    assert queries.count() == 2  # session and user of Ann


@pytest.mark.parametrize("error", [User.DoesNotExist, IntegrityError])
def test_account_deleted_while_a_form_is_saved(ann, ann_client, monkeypatch, error):
    def delete_and_fail(user):
        User.objects.filter(pk=user.pk).delete()
        raise error

    monkeypatch.setattr(User, "start_over", delete_and_fail)
    response = ann_client.post("/start-over/", follow=True)
    assert response.redirect_chain == [("/login/?next=/start-over/", 302)]
    assert not is_logged_in(ann_client)


def test_same_error_with_an_account_stays_an_error(ann_client, monkeypatch):
    def fail(user):
        raise IntegrityError

    monkeypatch.setattr(User, "start_over", fail)
    ann_client.raise_request_exception = False
    assert ann_client.post("/start-over/").status_code == 500
    assert is_logged_in(ann_client)
