"""The verbs of a role request, and what the database itself refuses."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

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
from tests.conftest import draft_of, pending_of


def story(role_request):
    """What the record tells of a request."""
    return [(event.transition, event.words) for event in role_request.events.all()]


def test_the_first_answer_stores_the_draft_and_records_it(alice, sagu):
    draft = RoleRequest.begin(alice)
    assert RoleRequest.objects.count() == 0
    draft.choose_category(sagu.category)
    assert RoleRequest.objects.get() == draft
    assert (draft.status, draft.sandbox, draft.requester) == (Status.DRAFT, alice.sandbox, alice)
    assert story(draft) == [("category_chosen", "State Agency")]


def test_staff_cannot_begin_a_request(carol):
    with pytest.raises(ValueError, match="no sandbox"):
        RoleRequest.begin(carol)


def test_another_category_clears_the_role_and_the_same_one_keeps_it(alice, sagu, cms_general):
    draft = draft_of(alice, sagu)
    draft.choose_category(sagu.category)
    assert draft.role == sagu
    assert RoleRequest.objects.get().role == sagu
    draft.choose_category(cms_general.category)
    assert (draft.category, draft.role) == (cms_general.category, None)
    stored = RoleRequest.objects.get()
    assert (stored.category, stored.role) == (cms_general.category, None)


def test_the_same_category_keeps_a_role_that_another_tab_chose_meanwhile(alice, sagu):
    draft = RoleRequest.begin(alice)
    draft.choose_category(sagu.category)
    other_tab = RoleRequest.objects.get()
    other_tab.choose_role(sagu)
    draft.choose_category(sagu.category)
    assert RoleRequest.objects.get().role == sagu


def test_a_role_of_a_category_that_is_not_chosen_any_more_is_refused(alice, sagu, cms_general):
    draft = draft_of(alice, sagu)
    other_tab = RoleRequest.objects.get()
    other_tab.choose_category(cms_general.category)
    with pytest.raises(SelectionChangedError):
        draft.choose_role(sagu)
    assert RoleRequest.objects.get().role is None


def test_submitting_makes_it_pending_and_in_force_at_once(alice, sagu):
    draft = draft_of(alice, sagu)
    draft.submit(sagu.pk, "OH", "no")
    stored = RoleRequest.objects.get()
    for each in (draft, stored):
        assert (each.status, each.state, each.surveyor_response) == ("pending", "OH", "no")
        assert each.submitted_at is not None
        assert each.effective_at == each.submitted_at
        assert each.is_pending
        assert each.is_active_role
    assert story(draft) == [
        ("category_chosen", "State Agency"),
        ("role_chosen", "State Agency S&C General User"),
        (
            "submitted",
            "State Agency S&C General User / State: Ohio / Are you a Surveyor? No",
        ),
    ]
    assert {event.actor for event in draft.events.all()} == {alice}


def test_a_request_and_its_event_have_the_same_time_to_the_microsecond(alice, sagu):
    request = pending_of(alice, sagu, "OH")
    request.withdraw()
    assert request.events.get(transition="submitted").at == request.submitted_at
    assert request.events.get(transition="withdrawn").at == request.ended_at


def test_everything_is_dated_by_the_sandbox(alice, sagu, monkeypatch):
    then = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    monkeypatch.setattr(Sandbox, "now", lambda self: then)
    request = pending_of(alice, sagu, "OH")
    request.withdraw()
    stored = RoleRequest.objects.get()
    assert {stored.created_at, stored.submitted_at, stored.effective_at, stored.ended_at} == {then}
    assert {event.at for event in stored.events.all()} == {then}


def test_submitting_twice_is_one_request_and_one_event(alice, view_only):
    draft = draft_of(alice, view_only)
    second_click = RoleRequest.objects.get()
    draft.submit(view_only.pk)
    second_click.submit(view_only.pk)
    assert second_click.is_pending
    assert [event.transition for event in RoleRequest.objects.get().events.all()].count("submitted") == 1


def test_a_role_that_the_page_did_not_show_is_not_submitted(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    with pytest.raises(SelectionChangedError):
        draft.submit(cms_general.pk)
    with pytest.raises(SelectionChangedError):
        draft.submit(None)
    assert RoleRequest.objects.get().is_draft


def test_a_role_changed_between_reading_and_submitting_is_not_submitted(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    RoleRequest.objects.get().choose_role(cms_general)
    with pytest.raises(SelectionChangedError):
        draft.submit(view_only.pk)
    assert RoleRequest.objects.get().is_draft


@pytest.mark.parametrize("state", ["", "XX", "Ohio"])
def test_a_role_that_asks_for_a_state_needs_one(alice, sagu, state):
    draft = draft_of(alice, sagu)
    with pytest.raises(StateRequiredError):
        draft.submit(sagu.pk, state)
    assert RoleRequest.objects.get().is_draft


def test_what_page_3_does_not_ask_is_not_stored(alice, view_only):
    request = pending_of(alice, view_only, "OH", "yes")
    assert (request.state, request.surveyor_response) == ("", "")
    assert (request.state_words, request.surveyor_words) == ("Not asked", "Not asked")


def test_a_role_that_needs_organizations_is_refused(alice):
    role = Role.objects.get_by_natural_key("provider", "security-official")
    draft = draft_of(alice, role)
    with pytest.raises(OrganizationsRequiredError):
        draft.submit(role.pk)
    assert RoleRequest.objects.get().is_draft


def test_an_identical_open_request_is_refused_and_named(alice, sagu):
    first = pending_of(alice, sagu, "OH")
    second = draft_of(alice, sagu)
    with pytest.raises(IdenticalRequestError) as refused:
        second.submit(sagu.pk, "OH")
    assert refused.value.existing == first
    assert RoleRequest.objects.get(pk=second.pk).is_draft
    assert [event.transition for event in second.events.all()] == ["category_chosen", "role_chosen"]
    second.submit(sagu.pk, "KY")
    assert second.is_pending


def test_of_many_requests_the_identical_one_is_named(alice, bob, sagu, view_only):
    pending_of(alice, sagu, "OH")
    alice.start_over()
    pending_of(alice, sagu, "OH").withdraw()
    identical = pending_of(alice, sagu, "OH")
    pending_of(alice, sagu, "KY")
    pending_of(alice, view_only)
    coordinator = Role.objects.get_by_natural_key("state-agency", "assessment-coordinator")
    pending_of(alice, coordinator, "OH")
    pending_of(bob, sagu, "OH")
    beside = User.objects.create_user("beside", sandbox=alice.sandbox)
    pending_of(beside, sagu, "OH")
    times = ("submitted_at", "effective_at", "ended_at")
    later = {time: F(time) + timedelta(days=1) for time in times}
    RoleRequest.objects.exclude(pk=identical.pk).update(**later)
    with pytest.raises(IdenticalRequestError) as refused:
        draft_of(alice, sagu).submit(sagu.pk, "OH")
    assert refused.value.existing == identical


def test_two_in_one_sandbox_have_their_own_requests(alice, view_only):
    beside = User.objects.create_user("beside", sandbox=alice.sandbox)
    own = pending_of(beside, view_only)
    pending_of(alice, view_only)
    assert list(RoleRequest.objects.in_sandbox_of(beside)) == [own]


def test_the_same_request_may_be_made_again_after_withdrawing(alice, view_only):
    pending_of(alice, view_only).withdraw()
    assert pending_of(alice, view_only).is_pending


def test_the_same_request_may_be_made_by_somebody_else(alice, bob, view_only):
    pending_of(alice, view_only)
    assert pending_of(bob, view_only).is_pending


def test_the_same_request_may_be_made_again_after_starting_over(alice, view_only):
    first = pending_of(alice, view_only)
    alice.start_over()
    again = pending_of(alice, view_only)
    assert again.sandbox != first.sandbox
    assert list(RoleRequest.objects.in_sandbox_of(alice)) == [again]


def test_withdrawing_ends_the_role_once(alice, sagu):
    request = pending_of(alice, sagu, "OH")
    second_click = RoleRequest.objects.get()
    request.withdraw()
    ended_at = request.ended_at
    second_click.withdraw()
    stored = RoleRequest.objects.get()
    for each in (request, second_click, stored):
        assert (each.status, each.ended_at, each.is_active_role) == ("withdrawn", ended_at, False)
    words = "State Agency S&C General User / State: Ohio / Are you a Surveyor? Not answered"
    assert story(stored)[2:] == [("submitted", words), ("withdrawn", words)]


def test_withdrawing_one_leaves_the_others_pending(alice, bob, sagu):
    request, other, strangers = (
        pending_of(alice, sagu, "OH"),
        pending_of(alice, sagu, "KY"),
        pending_of(bob, sagu, "OH"),
    )
    request.withdraw()
    assert set(RoleRequest.objects.filter(status="pending")) == {other, strangers}


def test_a_draft_cannot_be_withdrawn(alice, sagu):
    draft = draft_of(alice, sagu)
    with pytest.raises(TransitionError):
        draft.withdraw()
    assert RoleRequest.objects.get().is_draft


def test_a_submitted_request_takes_no_other_answers(alice, view_only, cms_general):
    request = pending_of(alice, view_only)
    with pytest.raises(NotADraftError):
        request.choose_category(UserCategory.objects.get(slug="vendor"))
    with pytest.raises(NotADraftError):
        request.choose_role(cms_general)
    stored = RoleRequest.objects.get()
    assert (stored.category.slug, stored.role) == ("cms", view_only)


def test_the_event_is_undone_with_its_verb(alice, view_only, monkeypatch):
    draft = draft_of(alice, view_only)

    def fail(*args, **kwargs):
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(RequestEvent.objects, "create", fail)
    for verb in (lambda: draft.choose_category(view_only.category), lambda: draft.submit(view_only.pk)):
        with pytest.raises(RuntimeError):
            verb()
    stored = RoleRequest.objects.get()
    assert (stored.status, stored.submitted_at) == ("draft", None)


def test_events_are_neither_changed_nor_deleted(alice, view_only):
    event = pending_of(alice, view_only).events.first()
    event.words = "something else"
    for verb in (
        event.save,
        event.delete,
        RequestEvent.objects.all().delete,
        lambda: RequestEvent.objects.update(words="x"),
    ):
        with pytest.raises(TypeError, match="never"):
            verb()
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
def test_the_database_keeps_a_request_whole(alice, sagu, change):
    request = pending_of(alice, sagu, "OH")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=request.pk).update(**change)


def test_the_database_knows_what_can_happen_to_a_request(pending):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE rolerequests_requestevent SET transition = 'lost'")


@pytest.mark.parametrize("status", ["pending", "approved"])
def test_the_database_refuses_a_second_open_request_for_the_same_role_and_state(alice, sagu, status):
    pending_of(alice, sagu, "OH")
    other = pending_of(alice, sagu, "KY")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.filter(pk=other.pk).update(state="OH", status=status)


def test_there_are_56_states_sorted_by_name():
    names = [state.label for state in State]
    assert len(names) == 56
    assert names == sorted(names)
    assert {"District of Columbia", "Guam", "Northern Mariana Islands"} < set(names)


def test_the_database_knows_where_a_role_can_come_from(sagu):
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.filter(pk=sagu.pk).update(source="hearsay")


def test_a_role_changed_by_another_tab_is_named_as_it_is_now(alice, view_only, cms_general):
    draft = draft_of(alice, view_only)
    RoleRequest.objects.get().choose_role(cms_general)
    with pytest.raises(SelectionChangedError):
        draft.submit(view_only.pk)
    assert draft.role == cms_general


def test_it_is_called_by_its_reference(pending):
    assert str(pending) == pending.reference == f"RR-{pending.pk:05}"
    assert str(RoleRequest()) == "new draft"
