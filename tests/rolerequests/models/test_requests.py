"""Transitions of a role request, and the constraints of the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import QueryDict

from accounts.models import Sandbox, User
from rolerequests.models import (
    IdenticalRequestError,
    NotADraftError,
    OrganizationsRequiredError,
    RequestEvent,
    Role,
    RoleRequest,
    SelectionChangedError,
    StateRequiredError,
    TransitionError,
    UserCategory,
)
from rolerequests.models.choices import Status
from rolerequests.models.us_states import State
from rolerequests.wizard.profile import Profile
from tests.helpers import draft_of, pending_of


def events_of(role_request):
    """Transition and words of each event."""
    return [(event.transition, event.words) for event in role_request.events.all()]


def submit(draft, state="", surveyor_response=""):
    """Save the selections of page 3 and submit, as the requester."""
    draft.save_page(draft.role_id, state=state, surveyor_response=surveyor_response, actor=draft.requester)
    draft.submit(draft.role_id, actor=draft.requester)


def test_first_selection_saves_the_draft(alice, sagu):
    draft = RoleRequest.begin(alice)
    assert RoleRequest.objects.count() == 0
    draft.choose_category(sagu.category, actor=alice)
    assert RoleRequest.objects.get() == draft
    assert (draft.status, draft.sandbox, draft.requester) == (Status.DRAFT, alice.sandbox, alice)
    assert events_of(draft) == [("category_chosen", "State Agency")]


def test_staff_cannot_start_a_draft(carol):
    with pytest.raises(ValueError, match="no sandbox"):
        RoleRequest.begin(carol)


def test_only_a_different_category_clears_the_role(alice, sagu, cms_general):
    draft = draft_of(alice, sagu)
    draft.choose_category(sagu.category, actor=alice)
    assert draft.role == sagu
    assert RoleRequest.objects.get().role == sagu
    draft.choose_category(cms_general.category, actor=alice)
    assert (draft.category, draft.role) == (cms_general.category, None)
    stored = RoleRequest.objects.get()
    assert (stored.category, stored.role) == (cms_general.category, None)


def test_same_category_keeps_role_of_another_tab(alice, sagu):
    draft = RoleRequest.begin(alice)
    draft.choose_category(sagu.category, actor=alice)
    other_tab = RoleRequest.objects.get()
    other_tab.choose_role(sagu, actor=alice)
    draft.choose_category(sagu.category, actor=alice)
    assert RoleRequest.objects.get().role == sagu


def test_role_of_a_former_category_is_refused(alice, sagu, cms_general):
    draft = draft_of(alice, sagu)
    other_tab = RoleRequest.objects.get()
    other_tab.choose_category(cms_general.category, actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.choose_role(sagu, actor=alice)
    assert RoleRequest.objects.get().role is None


def test_submitting_makes_request_pending_and_active(alice, sagu):
    draft = draft_of(alice, sagu)
    submit(draft, "OH", "no")
    stored = RoleRequest.objects.get()
    for each in (draft, stored):
        assert (each.status, each.state, each.surveyor_response) == ("pending", "OH", "no")
        assert each.submitted_at is not None
        assert each.effective_at == each.submitted_at
        assert each.is_pending
        assert each.is_active_role
    assert events_of(draft) == [
        ("category_chosen", "State Agency"),
        ("role_chosen", "State Agency S&C General User"),
        ("page_saved", "State Agency S&C General User / State: Ohio / Are you a Surveyor? No"),
        ("submitted", "State Agency S&C General User / State: Ohio / Are you a Surveyor? No"),
    ]


def test_request_and_event_have_the_same_time(alice, sagu):
    request = pending_of(alice, sagu, "OH")
    request.withdraw(actor=alice)
    assert request.events.get(transition="submitted").at == request.submitted_at
    assert request.events.get(transition="withdrawn").at == request.ended_at


def test_all_times_come_from_the_sandbox(alice, sagu, monkeypatch):
    then = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    monkeypatch.setattr(Sandbox, "now", lambda self: then)
    request = pending_of(alice, sagu, "OH")
    request.withdraw(actor=alice)
    stored = RoleRequest.objects.get()
    assert {stored.created_at, stored.submitted_at, stored.effective_at, stored.ended_at} == {then}
    assert {event.at for event in stored.events.all()} == {then}


def test_submitting_twice_adds_one_event(alice, view_only):
    draft = draft_of(alice, view_only)
    second_click = RoleRequest.objects.get()
    submit(draft)
    submit(second_click)
    assert second_click.is_pending
    assert [event.transition for event in RoleRequest.objects.get().events.all()].count("submitted") == 1


def test_role_not_shown_is_not_submitted(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    with pytest.raises(SelectionChangedError):
        draft.submit(cms_general.pk, actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.submit(None, actor=alice)
    assert RoleRequest.objects.get().is_draft


def test_role_changed_before_submitting_is_not_submitted(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    RoleRequest.objects.get().choose_role(cms_general, actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.submit(view_only.pk, actor=alice)
    assert RoleRequest.objects.get().is_draft


def test_role_that_asks_for_state_requires_it(alice, sagu):
    draft = draft_of(alice, sagu)
    with pytest.raises(StateRequiredError):
        submit(draft)
    assert RoleRequest.objects.get().is_draft


@pytest.mark.parametrize("state", ["XX", "oh"])
def test_unknown_state_is_not_saved(alice, sagu, state):
    draft = draft_of(alice, sagu)
    with pytest.raises(IntegrityError), transaction.atomic():
        submit(draft, state)
    assert draft.state == RoleRequest.objects.get().state == ""


def test_selections_not_asked_are_not_saved(alice, view_only):
    request = pending_of(alice, view_only, "OH", "yes")
    assert (request.state, request.surveyor_response) == ("", "")
    assert (request.state_words, request.surveyor_words) == ("Not asked", "Not asked")


def test_role_with_organizations_is_refused(alice):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    draft = draft_of(alice, role)
    with pytest.raises(OrganizationsRequiredError):
        submit(draft)
    assert RoleRequest.objects.get().is_draft


def test_identical_request_is_refused(alice, sagu):
    first = pending_of(alice, sagu, "OH")
    second = draft_of(alice, sagu)
    with pytest.raises(IdenticalRequestError) as refused:
        submit(second, "OH")
    assert refused.value.existing == first
    assert RoleRequest.objects.get(pk=second.pk).is_draft
    assert "submitted" not in [event.transition for event in second.events.all()]
    submit(second, "KY")
    assert second.is_pending


def test_identical_request_is_found_among_many(alice, bob, sagu, view_only):
    pending_of(alice, sagu, "OH")
    alice.start_over()
    pending_of(alice, sagu, "OH").withdraw(actor=alice)
    identical = pending_of(alice, sagu, "OH")
    pending_of(alice, sagu, "KY")
    pending_of(alice, view_only)
    coordinator = Role.objects.get_by_natural_key("state-agency", "assessment-coordinator")
    pending_of(alice, coordinator, "OH")
    pending_of(bob, sagu, "OH")
    neighbor = User.objects.create_user("neighbor", sandbox=alice.sandbox)
    pending_of(neighbor, sagu, "OH")
    times = ("submitted_at", "effective_at", "ended_at")
    later = {time: F(time) + timedelta(days=1) for time in times}
    RoleRequest.objects.exclude(pk=identical.pk).update(**later)
    with pytest.raises(IdenticalRequestError) as refused:
        submit(draft_of(alice, sagu), "OH")
    assert refused.value.existing == identical


def test_users_in_one_sandbox_have_own_requests(alice, view_only):
    neighbor = User.objects.create_user("neighbor", sandbox=alice.sandbox)
    own = pending_of(neighbor, view_only)
    pending_of(alice, view_only)
    assert Profile(neighbor, QueryDict()).pending.rows == [own]


def test_withdrawn_request_can_be_made_again(alice, view_only):
    pending_of(alice, view_only).withdraw(actor=alice)
    assert pending_of(alice, view_only).is_pending


def test_other_user_can_make_the_same_request(alice, bob, view_only):
    pending_of(alice, view_only)
    assert pending_of(bob, view_only).is_pending


def test_starting_over_allows_the_same_request(alice, view_only):
    first = pending_of(alice, view_only)
    alice.start_over()
    again = pending_of(alice, view_only)
    assert again.sandbox != first.sandbox
    assert Profile(alice, QueryDict()).pending.rows == [again]


def test_withdrawing_twice_ends_the_role_once(alice, sagu):
    request = pending_of(alice, sagu, "OH")
    second_click = RoleRequest.objects.get()
    request.withdraw(actor=alice)
    ended_at = request.ended_at
    second_click.withdraw(actor=alice)
    stored = RoleRequest.objects.get()
    for each in (request, second_click, stored):
        assert (each.status, each.ended_at, each.is_active_role) == ("withdrawn", ended_at, False)
    words = "State Agency S&C General User / State: Ohio / Are you a Surveyor? Not answered"
    assert events_of(stored)[2:] == [(each, words) for each in ("page_saved", "submitted", "withdrawn")]


def test_withdrawing_leaves_other_requests_pending(alice, bob, sagu):
    request, other, bobs = (
        pending_of(alice, sagu, "OH"),
        pending_of(alice, sagu, "KY"),
        pending_of(bob, sagu, "OH"),
    )
    request.withdraw(actor=alice)
    assert set(RoleRequest.objects.filter(status="pending")) == {other, bobs}


def test_draft_cannot_be_withdrawn(alice, sagu):
    draft = draft_of(alice, sagu)
    with pytest.raises(TransitionError):
        draft.withdraw(actor=alice)
    assert RoleRequest.objects.get().is_draft


def test_submitted_request_cannot_be_changed(alice, view_only, cms_general):
    request = pending_of(alice, view_only)
    with pytest.raises(NotADraftError):
        request.choose_category(UserCategory.objects.get(slug="vendor"), actor=alice)
    with pytest.raises(NotADraftError):
        request.choose_role(cms_general, actor=alice)
    stored = RoleRequest.objects.get()
    assert (stored.category.slug, stored.role) == ("cms", view_only)


def test_failed_event_rolls_back_the_transition(alice, view_only, monkeypatch):
    draft = draft_of(alice, view_only)

    def fail(*args, **kwargs):
        raise RuntimeError("the event is refused")

    monkeypatch.setattr(RequestEvent.objects, "record", fail)
    for transition in (
        lambda: draft.choose_category(view_only.category, actor=alice),
        lambda: draft.submit(view_only.pk, actor=alice),
    ):
        with pytest.raises(RuntimeError):
            transition()
    stored = RoleRequest.objects.get()
    assert (stored.status, stored.submitted_at) == ("draft", None)


def test_events_cannot_be_changed_or_deleted(alice, view_only):
    event = pending_of(alice, view_only).events.first()
    event.words = "something else"
    for change in (
        event.save,
        event.delete,
        RequestEvent.objects.all().delete,
        lambda: RequestEvent.objects.update(words="x"),
    ):
        with pytest.raises(TypeError, match="never"):
            change()
    assert RequestEvent.objects.get(pk=event.pk).words != "something else"


@pytest.mark.parametrize(
    "change",
    [
        {"role": None},
        {"category": None},
        {"submitted_at": None},
        {"effective_at": datetime(2026, 1, 2, tzinfo=UTC)},
        {"status": "withdrawn"},
        {"status": "withdrawn", "ended_at": datetime(2026, 1, 2, tzinfo=UTC)},
        {"ended_at": datetime(2026, 1, 2, tzinfo=UTC)},
        {"status": "lost"},
        {"state": "XX"},
        {"state": None},
        {"surveyor_response": "may"},
        {"status": "draft"},
    ],
    ids=str,
)
def test_database_rejects_inconsistent_request(alice, sagu, change):
    request = pending_of(alice, sagu, "OH")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=request.pk).update(**change)


def test_database_rejects_unknown_transition(pending):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE rolerequests_requestevent SET transition = 'lost'")


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_database_rejects_identical_open_request(alice, sagu, status):
    pending_of(alice, sagu, "OH")
    other = pending_of(alice, sagu, "KY")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=other.pk).update(state="OH", status=status)


def test_states_are_56_sorted_by_name():
    names = [state.label for state in State]
    assert len(names) == 56
    assert names == sorted(names)
    assert {"District of Columbia", "Guam", "Northern Mariana Islands"} < set(names)


def test_database_rejects_unknown_source_of_role(sagu):
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(pk=sagu.pk).update(source="hearsay")


def test_role_changed_in_another_tab_is_reloaded(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    RoleRequest.objects.get().choose_role(cms_general, actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.submit(view_only.pk, actor=alice)
    assert draft.role == cms_general


def test_str_is_the_reference(pending):
    assert str(pending) == pending.reference == f"RR-{pending.pk:05}"
    assert str(RoleRequest()) == "new draft"


def test_actor_is_who_acts_not_the_requester(alice, bob, sagu):
    draft = RoleRequest.begin(alice)
    draft.choose_category(sagu.category, actor=bob)
    draft.choose_role(sagu, actor=bob)
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=bob)
    draft.submit(sagu.pk, actor=bob)
    draft.withdraw(actor=bob)
    assert [event.actor for event in draft.events.all()] == [bob] * 5
    assert draft.requester == alice


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=400)])
def test_clock_set_back_does_not_prevent_withdrawing(alice, sagu, monkeypatch, back):
    request = pending_of(alice, sagu, "OH")
    monkeypatch.setattr(Sandbox, "now", lambda self: request.submitted_at - back)
    RoleRequest.objects.get().withdraw(actor=alice)
    stored = RoleRequest.objects.get()
    assert (stored.status, stored.ended_at) == ("withdrawn", stored.submitted_at)
    assert [event.transition for event in stored.events.all()][-1] == "withdrawn"


def test_event_is_never_before_the_last_one(alice, sagu, monkeypatch):
    draft = draft_of(alice, sagu)
    last = draft.events.last().at
    monkeypatch.setattr(Sandbox, "now", lambda self: last - timedelta(minutes=10))
    draft.save_page(sagu.pk, state="OH", surveyor_response="no", actor=alice)
    draft.submit(sagu.pk, actor=alice)
    assert [event.at for event in draft.events.all()][-2:] == [last, last]
    assert (draft.submitted_at, draft.effective_at) == (last, last)


def test_stale_selections_are_not_submitted(alice, sagu):
    draft = draft_of(alice, sagu)
    draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    other_tab = RoleRequest.objects.get()
    other_tab.save_page(sagu.pk, state="KY", surveyor_response="", actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.submit(sagu.pk, actor=alice)
    assert RoleRequest.objects.get().is_draft


def test_page_saved_for_another_role_is_refused(alice, sagu, cms_general):
    draft = draft_of(alice, sagu)
    with pytest.raises(SelectionChangedError):
        draft.save_page(cms_general.pk, state="OH", surveyor_response="", actor=alice)
    other_tab = RoleRequest.objects.get()
    other_tab.choose_category(cms_general.category, actor=alice)
    with pytest.raises(SelectionChangedError):
        draft.save_page(sagu.pk, state="OH", surveyor_response="", actor=alice)
    assert RoleRequest.objects.get().state == ""


@pytest.mark.parametrize(
    "change",
    [
        {"category": None},
        {"role": None},
        {"role": None, "surveyor_response": ""},
        {"role": None, "state": ""},
        {"surveyor_response": "may"},
        {"effective_at": datetime(2026, 1, 2, tzinfo=UTC)},
    ],
    ids=str,
)
def test_database_rejects_inconsistent_draft(alice, sagu, change):
    draft = draft_of(alice, sagu)
    draft.save_page(sagu.pk, state="OH", surveyor_response="skip", actor=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=draft.pk).update(**change)


def test_stale_draft_can_be_withdrawn_after_submitting(alice, view_only, monkeypatch):
    draft = draft_of(alice, view_only)
    stale = RoleRequest.objects.get()
    submit(draft)
    monkeypatch.setattr(Sandbox, "now", lambda self: draft.submitted_at - timedelta(minutes=1))
    stale.withdraw(actor=alice)
    assert RoleRequest.objects.get().ended_at == draft.submitted_at
