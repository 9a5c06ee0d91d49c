"""Class codes: latecomers create their own account in a class, from the log-in page."""

import re

import pytest
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction

from accounts.class_codes import CHARACTERS, as_stored, in_groups, new_code
from accounts.lockout import FAILURES, WRONG_CODES
from accounts.models import ClassClosedError, Sandbox, TrainingClass, User, WrongCodeError
from accounts.views import NEW_ACCOUNT
from tests.accounts.login import error_codes, fail, is_logged_in, log_in, minutes_locked, new_client
from tests.admin import levels_of
from tests.factories import TrainingClassFactory
from tests.helpers import Queries, after_statement

pytestmark = pytest.mark.django_db

NONE = "HHHHHH"  # no class has it


@pytest.fixture
def ohio():
    training_class = TrainingClassFactory(name="Ohio", trainees=["Ann Lee"])
    training_class.renew_code()
    assert training_class.code != NONE
    return training_class


def enter(client, code, name="Bob Ray", **options):
    return client.post("/class-code/", {"code": code, "name": name}, **options)


def test_codes_can_be_read_aloud():
    assert set("IO01") & set(CHARACTERS) == set()
    for code in {new_code() for _ in range(100)}:
        assert re.fullmatch(f"[{CHARACTERS}]{{6}}", code)
        assert re.fullmatch(r"\w{3}-\w{3}", in_groups(code))


@pytest.mark.parametrize("typed", ["HKR472", "hkr-472", " HKR 472 ", "hkr\N{EN DASH}472", "H K R 4 7 2"])
def test_blanks_hyphens_and_case_do_not_matter(typed):
    assert as_stored(typed) == "HKR472"


def test_code_creates_an_account_in_the_class(client, ohio):
    assert enter(client, ohio.code_in_groups.lower(), " Bob  Ray ").url == "/login/"
    bob = ohio.trainees().get(user_id="bob-ray")
    assert (bob.name, bob.sandbox.address, bob.is_staff) == ("Bob Ray", "127.0.0.1", False)
    account = client.session[NEW_ACCOUNT]
    assert not is_logged_in(client)
    page = client.get("/login/").content.decode()
    assert account["password"] in page
    assert ">bob-ray<" in page
    assert client.post("/login/", {"new_account": "yes"}).url == "/"
    assert account["password"] not in client.get("/login/", follow=True).content.decode()


def test_latecomer_logs_in_with_the_password(client, ohio):
    enter(client, ohio.code)
    account = client.session[NEW_ACCOUNT]
    assert log_in(new_client(), account["user_id"], account["password"]).url == "/"


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({}, {"code": ["required"], "name": ["required"]}),
        ({"code": NONE, "name": "Bob"}, {"code": ["wrong_code"]}),
        ({"code": "a\0b", "name": "Bob"}, {"code": ["null_characters_not_allowed"]}),
        ({"code": "x" * 21, "name": "Bob"}, {"code": ["max_length"]}),
        ({"code": NONE, "name": "\N{ZERO WIDTH SPACE}"}, {"code": ["wrong_code"], "name": ["required"]}),
        ({"code": NONE, "name": "x" * 101}, {"code": ["wrong_code"], "name": ["max_length"]}),
    ],
)
def test_invalid_entry_is_an_error_at_its_field(client, ohio, data, codes):
    response = client.post("/class-code/", data)
    assert (response.status_code, error_codes(response)) == (200, codes)
    assert ohio.trainees().count() == 1


@pytest.mark.parametrize("state", ["renewed", "switched off", "closed", "reopened", "of another"])
def test_old_code_is_as_wrong_as_any(client, ohio, state):
    old = ohio.code
    if state == "renewed":
        ohio.renew_code()
    elif state == "switched off":
        ohio.switch_off_code()
    elif state == "of another":
        ohio.switch_off_code()
        TrainingClassFactory(trainees=["Ann"]).renew_code()
    else:
        ohio.close()
        if state == "reopened":
            ohio.reopen()
    wrong, unknown = enter(client, old), enter(client, NONE)
    assert error_codes(wrong) == error_codes(unknown) == {"code": ["wrong_code"]}
    assert wrong.context["form"]["name"].value() == "Bob Ray"
    assert str(wrong.context["form"].errors) == str(unknown.context["form"].errors)
    assert not User.objects.filter(name="Bob Ray").exists()


def test_code_switched_off_meanwhile_is_wrong(client, ohio):
    def switch_off():
        TrainingClass.objects.update(code=None)

    with after_statement('SELECT "accounts_trainingclass"', switch_off):
        assert error_codes(enter(client, ohio.code)) == {"code": ["wrong_code"]}
    assert ohio.trainees().count() == 1


def test_class_deleted_meanwhile_has_no_code(client):
    ohio = TrainingClassFactory()
    ohio.renew_code()
    with after_statement('SELECT "accounts_trainingclass"', TrainingClass.objects.all().delete):
        assert error_codes(enter(client, ohio.code)) == {"code": ["wrong_code"]}


def test_wrong_codes_of_an_address_lock(ohio):
    home = "192.0.2.1"
    for number in range(WRONG_CODES):
        response = enter(new_client(home, user_agent=f"Browser {number}"), NONE)
        assert error_codes(response) == {"code": ["wrong_code"]}
    locked = enter(new_client(home), ohio.code)
    assert error_codes(locked) == {"code": ["locked"]}
    assert locked.context["form"]["name"].value() == "Bob Ray"
    assert ohio.trainees().count() == 1
    assert enter(new_client("192.0.2.2"), ohio.code).url == "/login/"


def test_wrong_codes_do_not_lock_user_ids(ohio):
    client = new_client()
    for _ in range(FAILURES + 1):
        enter(client, NONE)
    assert minutes_locked(fail(FAILURES - 1, "ann-lee", client)) is None
    assert minutes_locked(fail(1, "ann-lee", client)) == 15


def test_right_codes_do_not_count_as_wrong(client, ohio):
    enter(client, ohio.code)
    assert not AccessAttempt.objects.exists()


def test_hourly_limit_of_practice_accounts_applies(client, ohio, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    assert enter(client, ohio.code).url == "/login/"
    refused = enter(new_client(), ohio.code, "Cid Poe")
    assert error_codes(refused) == {"__all__": ["too_many"]}
    assert refused.context["form"]["name"].value() == "Cid Poe"
    assert new_client().post("/practice-account/").status_code == 429
    assert enter(new_client("192.0.2.2"), ohio.code).url == "/login/"


def test_logged_in_people_are_led_to_welcome(alice_client, ohio):
    for response in (
        alice_client.get("/class-code/", follow=True),
        enter(alice_client, ohio.code, follow=True),
    ):
        assert response.redirect_chain == [("/", 302)]
        assert levels_of(response) == ["warning"]
    assert ohio.trainees().count() == 1


def test_number_of_queries_does_not_grow(ohio):
    counts = []
    for name in ("Bob", "Cid"):
        with Queries() as queries:
            enter(new_client(), ohio.code, name)
        counts.append(queries.count())
        for number in range(5):
            TrainingClassFactory(trainees=[f"Trainee {number}"] * 4).renew_code()
    assert counts[0] == counts[1] <= 16


def test_closed_class_gets_no_code(ohio):
    ohio.close()
    assert ohio.code is None
    with pytest.raises(ClassClosedError):
        ohio.renew_code()


def test_class_without_code_accepts_nobody(ohio):
    ohio.switch_off_code()
    with pytest.raises(WrongCodeError):
        ohio.add_latecomer("Bob", "", None)


def test_taken_codes_are_skipped(ohio, monkeypatch):
    drawn = iter([ohio.code, NONE])
    monkeypatch.setattr("accounts.class_codes.new_code", lambda: next(drawn))
    other = TrainingClassFactory()
    other.renew_code()
    assert other.code == NONE


@pytest.mark.parametrize("code", ["", "HKR47", "HKR47O", "hkr472", "HKR-72", "same", "closed"])
def test_database_refuses_other_codes(ohio, code):
    other = TrainingClassFactory(closed=code == "closed")
    code = {"same": ohio.code, "closed": NONE}.get(code, code)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=other.pk).update(code=code)


def test_latecomer_starts_over_within_the_class(client, ohio):
    enter(client, ohio.code)
    client.post("/login/", {"new_account": "yes"})
    client.post("/start-over/")
    assert ohio.trainees().count() == 2
    assert Sandbox.objects.filter(training_class=ohio).count() == 3
