"""Presets, and the commands create_sandbox."""

import json
import re
from io import StringIO

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError

from accounts.models import User
from rolerequests.models import Role, RoleRequest, UserCategory
from rolerequests.models.us_states import State
from rolerequests.qa.presets import PRESETS
from rolerequests.qa.sandboxes import create_sandbox
from tests.helpers import client_of, pending_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_opens_for_its_account(name):
    out = StringIO()
    call_command("create_sandbox", name.replace(" ", "-"), json=True, stdout=out)
    sandbox = json.loads(out.getvalue())
    user = User.objects.get(user_id=sandbox["user_id"])
    assert user.check_password(sandbox["password"])
    assert client_of(user).get(sandbox["path"]).status_code == 200


def test_presets_have_the_documented_requests():
    counts = {}
    for name in PRESETS:
        sandbox = User.objects.get(user_id=create_sandbox(name)["user_id"]).sandbox
        statuses = [request.status for request in RoleRequest.objects.filter(sandbox=sandbox)]
        counts[name] = {status: statuses.count(status) for status in sorted(set(statuses))}
    assert counts == {
        "fresh": {},
        "one pending": {"pending": 1},
        "several pending": {"pending": 3},
        "past request": {"withdrawn": 1},
        "draft at step 3": {"draft": 1},
        "identical pending": {"draft": 1, "pending": 1},
        "security official pending": {"pending": 1},
        "draft with organizations": {"draft": 1},
        "pending with organizations": {"pending": 1},
        "same organization pending": {"draft": 1, "pending": 1},
        "crowded": {"pending": 150, "withdrawn": 50},
    }


def history_of(request):
    return [(event.transition, event.words) for event in request.events.order_by("pk")]


def test_crowded_requests_have_the_events_of_real_ones(alice, sagu):
    user = User.objects.get(user_id=create_sandbox("crowded")["user_id"])
    filled = RoleRequest.objects.filter(requester=user, role=sagu).first()
    real = pending_of(alice, sagu, filled.state, "no")
    assert history_of(filled) == history_of(real)


def test_submitting_the_identical_request_is_refused(sagu):
    sandbox = create_sandbox("identical pending")
    alice_client = client_of(User.objects.get(user_id=sandbox["user_id"]))
    page = alice_client.post(sandbox["path"], {"role": sagu.pk, "state": State.OHIO}, follow=True)
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "identical_request")


def test_submitting_for_the_same_organization_is_refused():
    sandbox = create_sandbox("same organization pending")
    user = User.objects.get(user_id=sandbox["user_id"])
    draft = RoleRequest.objects.drafts().get(requester=user)
    shown = ",".join(str(each.pk) for each in draft.organizations())
    page = client_of(user).post(sandbox["path"], {"role": draft.role_id, "organizations": shown}, follow=True)
    assert page.context["form"].has_error(NON_FIELD_ERRORS, "identical_request")


def test_an_unknown_preset_is_refused_with_the_presets(db):
    with pytest.raises(CommandError, match=r'no preset "chaos".*fresh, one pending'):
        call_command("create_sandbox", "chaos")


def test_create_sandbox_prints_accounts(db):
    out = StringIO()
    call_command("create_sandbox", "fresh", count=2, stdout=out)
    assert (
        len(re.findall(r"^User ID:  practice-\w{6}\nPassword: [\w-]+\nStart at: /$", out.getvalue(), re.M))
        == 2
    )


def test_a_requested_role_cannot_be_deleted(alice, sagu):
    pending_of(alice, sagu, "OH")
    with pytest.raises(ProtectedError):
        Role.objects.get(pk=sagu.pk).delete()


def test_commands_explain_a_changed_catalog(db):
    UserCategory.objects.filter(slug="state-agency").update(slug="state")
    with pytest.raises(CommandError, match=r"`manage\.py seed`"):
        call_command("create_sandbox", "one pending")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("seed")
    with pytest.raises(CommandError, match="at least 1"):
        call_command("create_sandbox", "fresh", count=0)
