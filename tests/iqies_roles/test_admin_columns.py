"""Each column of each list of the admin says what its row holds."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.contrib.auth.models import Group
from django.utils.html import strip_tags

from accounts.audit_log import Action, Change, record
from accounts.models import AuditEntry, Sandbox, TrainingClass, User
from rolerequests.models import Organization, Role, RoleRequest, UserCategory
from tests.admin import list_of
from tests.factories import ExerciseFactory, OrganizationFactory, TrainingClassFactory
from tests.helpers import pending_of
from tests.training.practice.attempts import NOON, attempt_of
from training.models import Attempt, Exercise

CELL = re.compile(r'<t[dh] [^>]*?class="field-(\w+)[^>]*>(.*?)</t[dh]>', re.DOTALL)
CREATED = datetime(2026, 3, 4, 15, tzinfo=UTC)
SUBMITTED = datetime(2026, 5, 6, 16, tzinfo=UTC)
ENTERED = datetime(2026, 7, 8, 17, tzinfo=UTC)


def shown(moment):
    return display_for_value(moment, "-")


def cells_of(response, first):
    """The cells of the row whose link is `first`, by column."""
    rows = re.findall(r"<tr>.*?</tr>", response.content.decode(), re.DOTALL)
    found = [{name: unescape(strip_tags(cell)) for name, cell in CELL.findall(row)} for row in rows]
    (row,) = [row for row in found if first in (words.strip() for words in row.values())]
    return {name: " ".join(words.split()) for name, words in row.items()}


@pytest.fixture
def ohio(carol):
    """A class of three: two have logged in, one has submitted a request."""
    ohio = TrainingClassFactory(
        name="Ohio", date=date(2026, 9, 10), lead=carol, trainees=["Ann Lee", "Bob Ray", "Cy Orr"]
    )
    TrainingClass.objects.update(created_at=CREATED)
    User.objects.filter(user_id__in=["ann-lee", "bob-ray"]).update(last_login_at=ENTERED, created_at=CREATED)
    return ohio


@pytest.fixture
def ann(ohio, sagu):
    """A trainee of the class, with a pending request."""
    ann = User.objects.get(user_id="ann-lee")
    pending_of(ann, sagu, "OH", "yes")
    RoleRequest.objects.update(submitted_at=SUBMITTED)
    return ann


def user(ann):
    return "ann-lee", {
        "user_id": "ann-lee",
        "name": "Ann Lee",
        "kind": "Trainee",
        "account": "Active",
        "sandbox": str(ann.sandbox),
        "last_login_at": shown(ENTERED),
        "created_at": shown(CREATED),
    }  # fmt: skip


def sandbox(ann):
    Sandbox.objects.filter(pk=ann.sandbox_id).update(created_at=CREATED, address="192.0.2.7")
    return str(ann.sandbox), {
        "__str__": str(ann.sandbox),
        "state": "Current",
        "user_ids": "ann-lee",
        "request_count": "1",
        "created_at": shown(CREATED),
        "address": "192.0.2.7",
    }  # fmt: skip


def request(ann):
    reference = RoleRequest.objects.get().reference
    return reference, {
        "reference": reference,
        "requester_words": "ann-lee (Ann Lee)",
        "training_class": "Ohio",
        "role": "State Agency S&C General User",
        "category": "State Agency",
        "state_or_organizations": "Ohio",
        "status_words": "Pending",
        "submitted_at": shown(SUBMITTED),
    }  # fmt: skip


def training_class(ann):
    return "Ohio", {
        "name": "Ohio",
        "date": shown(date(2026, 9, 10)),
        "lead": "carol",
        "state": "Open",
        "trainees": "3",
        "logged_in": "2",
        "submitted": "1",
        "created_at": shown(CREATED),
    }  # fmt: skip


def attempt(ann):
    attempt = attempt_of(ann)
    return "Commuter to Tennessee", {
        "title": "Commuter to Tennessee",
        "trainee_words": "ann-lee (Ann Lee)",
        "training_class": "Ohio",
        "level": attempt.get_level_display(),
        "status": attempt.get_outcome_display(),
        "data": "Current",
        "began_at": shown(NOON),
        "ended_at": shown(attempt.ended_at),
    }  # fmt: skip


def exercise(ann):
    role = Role.objects.get_by_natural_key("state-agency", "general-user")
    exercise = ExerciseFactory(title="Nurse", position=77, category=role.category, role=role, states="OH, PA")
    attempt_of(ann, exercise.slug)
    return "Nurse", {
        "position": "77",
        "name": "Nurse",
        "category": "State Agency",
        "role": "State Agency S&C General User",
        "states": "OH, PA",
        "is_active": "Active",
        "number_of_attempts": "1",
        "preview_link": "Preview Nurse",
    }  # fmt: skip


def category(ann):
    Role.objects.filter(slug="security-official", category__slug="state-agency").update(is_active=False)
    state_agency = UserCategory.objects.get(slug="state-agency")
    return "State Agency", {
        "name": "State Agency",
        "is_active": "Active",
        "order": f"{state_agency.position} ↑ ↓",
        "role_count": "2 active of 3",
        "description": state_agency.description,
        "preview_link": "Preview State Agency",
    }  # fmt: skip


def role(ann):
    role = Role.objects.get_by_natural_key("state-agency", "general-user")
    return role.name, {
        "name": role.name,
        "category": "State Agency",
        "is_active": "Active",
        "order": f"{role.position} ↑ ↓",
        "page_3": "State, Surveyor",
        "source": role.get_source_display(),
        "preview_link": f"Preview {role.name}",
    }  # fmt: skip


def organization(ann):
    new = OrganizationFactory(code="361111")
    old = OrganizationFactory(code="362222", is_open=False, replaced_by=new)
    return "36-2222", {
        "ccn": "36-2222",
        "name": old.name,
        "kind": old.get_kind_display(),
        "city": "Sampleville",
        "state": "Ohio",
        "is_open": "Closed",
        "replacement": "36-1111",
    }  # fmt: skip


def group(ann):
    return "Training lead", {"__str__": "Training lead"}


def audit_entry(ann):
    role = Role.objects.get_by_natural_key("state-agency", "general-user")
    record(User.objects.get(user_id="carol"), role, Action.CHANGED, [Change("name", "Old", "New")])
    AuditEntry.objects.update(at=SUBMITTED)
    return role.name, {
        "at": shown(SUBMITTED),
        "who": "carol",
        "action_label": "Changed",
        "object_type": "role",
        "object_name": role.name,
        "change_list": "name: Old New",
    }  # fmt: skip


LISTS = {
    User: user,
    Sandbox: sandbox,
    RoleRequest: request,
    TrainingClass: training_class,
    Attempt: attempt,
    Exercise: exercise,
    UserCategory: category,
    Role: role,
    Organization: organization,
    Group: group,
    AuditEntry: audit_entry,
}


@pytest.mark.parametrize("model", LISTS)
def test_each_column_of_a_list_is_read(staff_client, ann, model):
    first, expected = LISTS[model](ann)
    response = staff_client.get(list_of(model))
    assert cells_of(response, first) == expected
    columns = set(response.context["cl"].list_display) - {"action_checkbox"}
    assert len(expected) == len(columns)


def test_each_list_has_its_row():
    assert set(LISTS) == set(admin.site._registry)
