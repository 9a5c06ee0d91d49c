"""Attempts as CSV and as xAPI statements: content, safety, selection, streaming."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEntry, Sandbox, User
from tests.factories import TrainingClassFactory, UserFactory
from tests.helpers import Queries, client_of
from tests.pages import text_of
from tests.training.practice.attempts import NOON, attempt_of, result
from training.exports import attempts as exports
from training.exports.csv_file import COLUMNS
from training.exports.xapi import VERBS
from training.models import Attempt, Level, Outcome

pytestmark = pytest.mark.django_db
SITE = "https://practice.example.gov/"
URL = "/admin/training/attempt/export/"
BYTE_ORDER_MARK = "\ufeff"


def content_of(response):
    return b"".join(response.streaming_content).decode()


def rows_of(text):
    """The rows of a CSV file as dicts."""
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def exported(which, **options):
    """What the command writes."""
    stdout = StringIO()
    call_command("export_attempts", format=which, address=SITE, stdout=stdout, **options)
    return stdout.getvalue()


@pytest.fixture
def ohio(db):
    """A class with two trainees, each with an attempt."""
    ohio = TrainingClassFactory(name="Ohio", trainees=["Ann Lee", "Bob Ray"])
    ann, bob = ohio.trainees().order_by("user_id")
    attempt_of(ann)
    attempt_of(bob, outcome=Outcome.FITS, results=[result(fits=True)])
    return ohio


def test_csv_has_one_row_per_attempt(ohio, pending):
    Attempt.objects.filter(trainee__user_id="ann-lee").update(request=pending)
    ann, bob = rows_of(exported("csv"))
    assert tuple(ann) == COLUMNS
    assert {name: value for name, value in ann.items() if value} == {
        "User ID": "ann-lee",
        "Name": "Ann Lee",
        "Class": "Ohio",
        "Exercise": "commuter",
        "Title": "Commuter to Tennessee",
        "Version": "1",
        "Level": "Without help",
        "State": "Tennessee",
        "Began": "2026-11-25T12:00:00-05:00",
        "Ended": "2026-11-25T12:05:03-05:00",
        "Outcome": "Differs",
        "Was helped": "No",
        "Request": pending.reference,
        "Job aid version": "2.0",
        "State: selected": "Kentucky",
        "State: needed": "Tennessee",
        "State: result": "Differs",
    }
    assert (bob["Outcome"], bob["State: result"], bob["Request"]) == ("Fits", "Fits", "")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_cell_of_csv_is_no_formula(begin):
    trainee = UserFactory(name=f'{begin}cmd|"/C calc"!A0')
    attempt_of(trainee, results=[result(selected=f"{begin}1")])
    (row,) = rows_of(exported("csv"))
    assert (row["Name"], row["State: selected"]) == (f"'{trainee.name}", f"'{begin}1")


def test_attempt_that_goes_on_has_no_end(alice):
    attempt_of(alice, ended_at=None, outcome="", results=[])
    (row,) = rows_of(exported("csv"))
    assert (row["Ended"], row["Outcome"]) == ("", "")
    (statement,) = json.loads(exported("xapi"))
    assert statement["verb"]["id"] == f"{VERBS}/attempted"


def test_attempt_without_help_has_two_statements(ohio, alice):
    attempt_of(alice, "leave-without-sending", state="", outcome=Outcome.FITS)
    statements = json.loads(exported("xapi"))
    verbs = [each["verb"]["id"].removeprefix(f"{VERBS}/") for each in statements]
    assert verbs == ["attempted", "failed", "attempted", "passed", "attempted", "passed"]
    assert len({each["id"] for each in statements}) == len(statements)


def test_statement_names_account_exercise_and_class(ohio):
    attempted, failed, *_ = json.loads(exported("xapi"))
    assert failed["actor"]["account"] == {"homePage": SITE, "name": "ann-lee"}
    assert failed["object"]["id"] == f"{SITE}practice/exercises/commuter/"
    assert failed["result"] == {"success": False, "completion": True, "duration": "PT303S"}
    assert failed["context"]["team"]["name"] == "Ohio"
    assert failed["context"]["extensions"] == {
        f"{SITE}xapi/level": "prove",
        f"{SITE}xapi/state": "TN",
        f"{SITE}xapi/job-aid-version": "2.0",
    }
    assert failed["timestamp"] == "2026-11-25T17:05:03.000+00:00"
    assert "result" not in attempted
    assert attempted["context"] == failed["context"]


@pytest.mark.parametrize("level", [Level.SHOW, Level.TRY])
def test_attempt_with_help_is_no_pass(level, alice):
    attempt_of(alice, level=level, outcome=Outcome.FITS)
    (statement,) = json.loads(exported("xapi"))
    assert statement["verb"]["id"] == f"{VERBS}/attempted"


def test_second_export_gives_the_same_statements(ohio):
    first = json.loads(exported("xapi"))
    ann = User.objects.get(user_id="ann-lee")
    ann.start_over()
    attempt_of(ann, began_at=NOON + timedelta(days=1), ended_at=None, outcome="", results=[])
    assert json.loads(exported("xapi"))[: len(first)] == first


def test_statements_of_nothing_are_an_empty_list(db):
    assert json.loads(exported("xapi")) == []


@pytest.mark.parametrize(
    ("since", "until", "number"),
    [
        (None, None, 2),
        ("2026-11-01", "2026-11-01", 2),  # the day is 25 hours long
        ("2026-11-02", None, 0),
        (None, "2026-10-31", 0),
    ],
)
def test_period_includes_both_days(since, until, number, ohio):
    first, last = Attempt.objects.order_by("pk")
    Attempt.objects.filter(pk=first.pk).update(began_at=datetime(2026, 11, 1, 4, tzinfo=UTC))  # 0:00 a.m.
    Attempt.objects.filter(pk=last.pk).update(began_at=datetime(2026, 11, 2, 4, 59, tzinfo=UTC))  # 11:59 p.m.
    assert len(rows_of(exported("csv", since=since, until=until))) == number


def test_class_has_only_its_attempts(ohio, alice):
    attempt_of(alice)
    assert {row["Class"] for row in rows_of(exported("csv", training_class="Ohio"))} == {"Ohio"}


@pytest.mark.parametrize("which", exports.FORMATS)
def test_pieces_cost_one_query_each(which, alice, monkeypatch):
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 3)
    for _ in range(7):  # all began at the same time
        attempt_of(alice)
        alice.start_over()
    with Queries() as queries:
        text = exported(which)
    assert sum('FROM "training_attempt"' in each["sql"] for each in queries.captured_queries) == 4
    assert text.count("practice/exercises/commuter/" if which == "xapi" else "commuter") == 14 - 7 * (
        which == "csv"
    )


@pytest.mark.parametrize("which", exports.FORMATS)
def test_download_is_streamed_uncompressed(which, ohio, staff_client):
    response = staff_client.get(
        URL, {"format": which, "training_class": ohio.pk}, headers={"Accept-Encoding": "gzip"}
    )
    assert response.streaming
    assert "Content-Encoding" not in response
    assert "no-transform" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="attempts-ohio-')
    text = content_of(response)
    assert len(rows_of(text) if which == "csv" else json.loads(text)) == (2 if which == "csv" else 4)


def test_statements_of_a_download_name_the_site(ohio, staff_client):
    statements = json.loads(content_of(staff_client.get(URL, {"format": "xapi"})))
    assert statements[0]["actor"]["account"]["homePage"] == "http://testserver/"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"since": "2026-11-25", "until": "2026-11-24"}, "until"),
        ({"training_class": "x"}, "training_class"),
    ],
)
def test_invalid_selection_is_an_error_of_its_field(data, field, staff_client):
    response = staff_client.get(URL, {"format": "csv", **data})
    assert set(response.context["form"].errors) == {field}


def test_export_needs_permission(db):
    assert client_of(UserFactory(staff=True)).get(URL, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("which", exports.FORMATS)
def test_action_exports_what_is_selected(which, ohio, staff_client):
    chosen = Attempt.objects.filter(trainee__user_id="ann-lee")
    data = {"action": f"export_as_{which}", "_selected_action": chosen.get().pk}
    text = content_of(staff_client.post(reverse("admin:training_attempt_changelist"), data))
    assert ("ann-lee" in text, "bob-ray" in text) == (True, False)


def test_action_exports_what_is_filtered(ohio, alice, staff_client):
    attempt_of(alice)
    data = {"action": "export_as_csv", "_selected_action": Attempt.objects.first().pk, "select_across": "1"}
    url = f"{reverse('admin:training_attempt_changelist')}?class={ohio.pk}&q=lee"
    assert [row["User ID"] for row in rows_of(content_of(staff_client.post(url, data)))] == ["ann-lee"]


def test_command_writes_a_file(ohio, tmp_path):
    file = tmp_path / "attempts.csv"
    assert exported("csv", output=str(file)) == ""
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(rows_of(file.read_bytes().decode())) == 2


@pytest.mark.parametrize(
    "options",
    [
        {"format": "csv", "training_class": "No such class"},
        {"format": "csv", "since": "2026-13-01"},
        {"format": "csv", "output": "/no/such/folder/attempts.csv"},
        {"format": "xapi"},
        {"format": "xapi", "address": "practice.example.gov"},
    ],
)
def test_command_refuses_wrong_options(options, db):
    with pytest.raises(CommandError):
        call_command("export_attempts", **options)


# Who exported what


def test_export_is_in_the_audit_log(ohio, staff_client, carol):
    staff_client.get(URL, {"format": "csv", "training_class": ohio.pk, "since": "2026-11-01"})
    entry = AuditEntry.objects.get(action="exported")
    assert entry.actor == carol
    assert [each["after"] for each in entry.changes] == ["CSV", "Ohio", "2026-11-01"]
    assert "exported" in text_of(staff_client.get("/admin/accounts/auditentry/")).lower()


def test_export_of_selected_attempts_is_in_the_audit_log(ohio, staff_client):
    selected = list(Attempt.objects.values_list("pk", flat=True))
    data = {"action": "export_as_xapi", "_selected_action": selected}
    assert len(json.loads(content_of(staff_client.post("/admin/training/attempt/", data)))) == 4
    (entry,) = AuditEntry.objects.filter(action="exported")
    assert [each["after"] for each in entry.changes] == ["xAPI statements", "2"]


def test_refused_export_is_not_in_the_audit_log(db, staff_client):
    staff_client.get(URL, {"format": "csv", "since": "x"})
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_export_leaves_out_qa_sandboxes(ohio):
    ann = User.objects.get(user_id="ann-lee")
    Sandbox.objects.filter(users=ann).update(made_by_qa=True)
    assert [each["User ID"] for each in rows_of(exported("csv"))] == ["bob-ray"]
