"""The admin of exercises: list, form with wrong turns, copies, deletion, two editors."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS

from accounts.models import AuditEntry
from accounts.versions import CHANGED
from rolerequests.models import Organization, Role, UserCategory
from tests.admin import form_in, form_of, found, levels_of, list_of, listed, page_for
from tests.helpers import Queries
from tests.pages import heading_of, page_of, text_of
from training.exercises.forms import REPEATED, STORED
from training.models import Attempt, Exercise, WrongTurn

SLUG = "new-nurse-surveyor"


@pytest.fixture
def nurse(exercises):
    """The first exercise."""
    return exercises[SLUG]


def turns_in(response):
    """The forms of the wrong turns on a page."""
    return response.context["inline_admin_formsets"][0].formset.forms


def post(client, exercise, **changes):
    """Save the form of an exercise with these changes."""
    return client.post(page_for(exercise), form_of(client.get(page_for(exercise)), **changes))


def new_turn(number, selection, sentence="A sentence.", occasion="chosen"):
    """The data of another form for a wrong turn."""
    prefix = f"wrong_turns-{number}"
    return {
        "wrong_turns-TOTAL_FORMS": number + 1,
        f"{prefix}-selection": selection,
        f"{prefix}-occasion": occasion,
        f"{prefix}-sentence": sentence,
    }


def test_list_shows_exercises_with_their_attempts(staff_client, alice, begin, nurse):
    begin(SLUG)
    response = staff_client.get(list_of(Exercise))
    assert listed(response)[0] == nurse
    assert [each.number_of_attempts for each in listed(response)[:2]] == [1, 0]
    assert "New nurse surveyor, Ohio" in text_of(response)


def test_list_finds_words_of_the_task(staff_client, exercises):
    assert found(staff_client, Exercise, "Guam") <= set(exercises.values())
    assert found(staff_client, Exercise, "no such exercise") == set()


def test_address_can_fill_in_organizations(staff_client):
    response = staff_client.get("/admin/training/exercise/add/", {"organizations": "36-8498,MAC1"})
    assert form_in(response)["organizations"].value() == "36-8498, MAC1"


def test_saving_without_changes_changes_nothing(staff_client, exercises):
    for exercise in exercises.values():
        before = list(exercise.wrong_turns.values())
        assert post(staff_client, exercise).url == list_of(Exercise)
        assert list(exercise.wrong_turns.values()) == before
        assert Exercise.objects.get(pk=exercise.pk).version == 1
    assert not AuditEntry.objects.filter(action="changed").exists()


def test_changed_role_is_a_new_version_in_the_audit_log(staff_client, nurse):
    role = Role.objects.get(slug="security-official", category=nurse.category)
    post(staff_client, nurse, role=role.pk)
    nurse.refresh_from_db()
    assert (nurse.role, nurse.version) == (role, 2)
    entry = AuditEntry.objects.get(action="changed")
    assert {each["field"] for each in entry.changes} == {"role", "version"}


def test_unknown_state_is_an_error_at_its_field(staff_client, nurse):
    response = post(staff_client, nurse, states="Ann Lee")
    assert form_in(response).errors["states"] == ["There is no state ANN. Write codes such as OH, PA."]


def test_changed_organizations_are_a_new_version(staff_client, exercises):
    exercise = exercises["first-security-official"]
    other = Organization.objects.filter(group="provider", is_open=True).exclude(code="368498").first()
    post(staff_client, exercise, organizations=f"36-8498; {other.code.lower()}")
    exercise.refresh_from_db()
    assert {each.code for each in exercise.organizations.all()} == {"368498", other.code}
    assert exercise.version == 2


def test_one_save_is_one_new_version(staff_client, exercises):
    exercise = exercises["first-security-official"]
    other = Organization.objects.filter(group="provider", is_open=True).exclude(code="368498").first()
    changes = {"organizations": other.code, "preset": "one pending"}
    assert post(staff_client, exercise, **changes).url == list_of(Exercise)
    exercise.refresh_from_db()
    assert (exercise.preset, exercise.version) == ("one pending", 2)


@pytest.mark.parametrize(
    ("slug", "changes", "field"),
    [
        (SLUG, {"states": "OH, XX"}, "states"),
        (SLUG, {"states": ""}, "states"),
        (SLUG, {"task": "You are {nobody}."}, "task"),
        (SLUG, {"title": ""}, "title"),
        (SLUG, {"slug": "cms-analyst"}, "slug"),
        (SLUG, {"role": ""}, "role"),
        (SLUG, {"preset": "unknown"}, "preset"),
        ("cms-analyst", {"states": "OH"}, "states"),
        ("first-security-official", {"organizations": "99-9999"}, "organizations"),
    ],
)
def test_error_is_beside_its_field_and_keeps_entries(staff_client, exercises, slug, changes, field):
    response = post(staff_client, exercises[slug], **{"why": "Written just now.", **changes})
    form = form_in(response)
    assert set(form.errors) == {field}
    assert form["why"].value() == "Written just now."
    assert form[field].value() == changes[field]


@pytest.mark.parametrize(("slug", "codes"), [("first-security-official", ""), ("cms-analyst", "36-8498")])
def test_organizations_are_those_of_page_3(staff_client, exercises, slug, codes):
    form = form_in(post(staff_client, exercises[slug], organizations=codes))
    assert set(form.errors) == {"organizations"}


def test_organizations_of_another_group_are_refused(staff_client, exercises):
    form = form_in(post(staff_client, exercises["first-security-official"], organizations="AO03"))
    assert str(Organization.objects.get(code="AO03")) in form.errors["organizations"][0]


# Wrong turns


def test_wrong_turn_is_chosen_in_one_menu(staff_client, nurse):
    number, category = nurse.wrong_turns.count(), UserCategory.objects.get(slug="vendor")
    post(staff_client, nurse, **new_turn(number, f"category:{category.pk}"))
    turn = nurse.wrong_turns.latest("pk")
    assert (turn.on, turn.category, turn.role, turn.value) == ("category", category, None, "")
    assert AuditEntry.objects.get(action="added", object_id=turn.pk, content_type__model="wrongturn")


def test_wrong_turn_can_become_another_one(staff_client, nurse):
    turn = nurse.wrong_turns.exclude(role=None).first()
    index = list(nurse.wrong_turns.all()).index(turn)
    post(staff_client, nurse, **{f"wrong_turns-{index}-selection": "state:KY"})
    turn.refresh_from_db()
    assert (turn.on, turn.role, turn.value) == ("state", None, "KY")


def test_deleted_wrong_turn_is_in_the_audit_log(staff_client, nurse):
    turn = nurse.wrong_turns.first()
    post(staff_client, nurse, **{"wrong_turns-0-DELETE": "on"})
    assert not WrongTurn.objects.filter(pk=turn.pk).exists()
    assert AuditEntry.objects.get(action="deleted").object_id == str(turn.pk)


def test_two_wrong_turns_about_the_same_are_refused(staff_client, nurse):
    number = nurse.wrong_turns.count()
    first = form_of(staff_client.get(page_for(nurse)))["wrong_turns-0-selection"]
    response = post(staff_client, nurse, **new_turn(number, first))
    assert turns_in(response)[number].errors["selection"] == [REPEATED]
    assert turns_in(response)[number]["sentence"].value() == "A sentence."


def test_wrong_turns_that_swap_are_refused(staff_client, nurse):
    data = form_of(staff_client.get(page_for(nurse)))
    one, other = "wrong_turns-0-selection", "wrong_turns-1-selection"
    response = staff_client.post(page_for(nurse), data | {one: data[other], other: data[one]})
    assert turns_in(response)[0].errors["selection"] == [STORED]


def test_deleted_wrong_turn_can_be_written_again(staff_client, nurse):
    number = nurse.wrong_turns.count()
    first = form_of(staff_client.get(page_for(nurse)))["wrong_turns-0-selection"]
    changes = {"wrong_turns-0-DELETE": "on", **new_turn(number, first)}
    assert post(staff_client, nurse, **changes).url == list_of(Exercise)
    assert nurse.wrong_turns.latest("pk").sentence == "A sentence."


def test_unknown_placeholder_is_an_error_at_the_sentence(staff_client, nurse):
    response = post(staff_client, nurse, **{"wrong_turns-0-sentence": "You chose {everything}."})
    assert set(turns_in(response)[0].errors) == {"sentence"}


# Two editors


def test_second_save_of_an_exercise_is_refused(staff_client, nurse):
    second = form_of(staff_client.get(page_for(nurse)), why="Second.")
    post(staff_client, nurse, why="First.")
    form = form_in(staff_client.post(page_for(nurse), second))
    assert set(form.errors) == {"why", NON_FIELD_ERRORS}
    assert form.has_error("why", CHANGED)
    assert form["why"].value() == "Second."


def test_second_save_of_a_wrong_turn_is_refused(staff_client, nurse):
    second = form_of(staff_client.get(page_for(nurse)), **{"wrong_turns-0-sentence": "Second."})
    post(staff_client, nurse, **{"wrong_turns-0-selection": "state:KY"})
    response = staff_client.post(page_for(nurse), second)
    assert turns_in(response)[0].has_error("selection", CHANGED)
    assert turns_in(response)[0]["sentence"].value() == "Second."


def test_wrong_turn_changed_elsewhere_is_not_deleted(staff_client, nurse):
    turn = nurse.wrong_turns.first()
    second = form_of(staff_client.get(page_for(nurse)), **{"wrong_turns-0-DELETE": "on"})
    post(staff_client, nurse, **{"wrong_turns-0-sentence": "First."})
    response = staff_client.post(page_for(nurse), second)
    assert turns_in(response)[0].has_error("sentence", CHANGED)
    assert WrongTurn.objects.filter(pk=turn.pk).exists()
    again = form_of(response, **{"wrong_turns-0-DELETE": "on"})
    assert staff_client.post(page_for(nurse), again).url == list_of(Exercise)
    assert not WrongTurn.objects.filter(pk=turn.pk).exists()


# Copies, deletion, activation


def test_save_as_new_copies_wrong_turns_and_organizations(staff_client, exercises):
    exercise = exercises["mds-vendor"]
    post(staff_client, exercise, slug="a-copy", title="A copy", _saveasnew="Save as new")
    copy = Exercise.objects.get(slug="a-copy")
    assert set(copy.organizations.all()) == set(exercise.organizations.all())
    assert copy.wrong_turns.count() == exercise.wrong_turns.count() > 0
    assert exercise.title == Exercise.objects.get(pk=exercise.pk).title


def test_copy_with_the_same_slug_is_refused(staff_client, nurse):
    response = post(staff_client, nurse, why="Kept.", _saveasnew="Save as new")
    assert set(form_in(response).errors) == {"slug"}
    assert form_in(response)["why"].value() == "Kept."


def test_new_exercise_goes_last(staff_client, exercises):
    response = staff_client.get("/admin/training/exercise/add/")
    assert form_in(response)["position"].value() == len(exercises) + 1


def test_exercise_with_attempts_cannot_be_deleted(staff_client, begin, nurse):
    begin(SLUG)
    for response in (
        staff_client.get(page_for(nurse, "delete")),
        staff_client.post(page_for(nurse, "delete"), {"post": "yes"}),
    ):
        assert heading_of(response) == "New nurse surveyor, Ohio cannot be deleted"
        assert response.context["uses"] == ["1 attempt"]
    assert page_of(response).hidden("action") == "deactivate"
    assert Attempt.objects.filter(exercise=nurse).exists()


def test_exercise_without_attempts_can_be_deleted(staff_client, nurse):
    assert staff_client.post(page_for(nurse, "delete"), {"post": "yes"}).url == list_of(Exercise)
    assert not WrongTurn.objects.filter(exercise=nurse.pk).exists()


@pytest.mark.parametrize("field", ["category", "role"])
def test_entry_of_an_exercise_cannot_be_deleted(staff_client, nurse, field):
    entry = getattr(nurse, field)
    response = staff_client.post(page_for(entry, "delete"), {"post": "yes"})
    (uses,) = [each for each in response.context["uses"] if "exercise" in each]
    assert "New nurse surveyor, Ohio" in uses
    assert type(entry).objects.filter(pk=entry.pk).exists()


def test_entry_of_a_wrong_turn_cannot_be_deleted(staff_client, nurse):
    role = nurse.wrong_turns.exclude(role=None).first().role
    response = staff_client.get(page_for(role, "delete"))
    assert any("wrong turn" in each and "New nurse surveyor" in each for each in response.context["uses"])


def test_activation_warns_of_errors(staff_client, nurse):
    Exercise.objects.filter(pk=nurse.pk).update(is_active=False)
    Role.objects.filter(pk=nurse.role_id).update(is_active=False)
    data = {"action": "activate", "confirmed": "yes", "_selected_action": [nurse.pk]}
    assert levels_of(staff_client.post(list_of(Exercise), data, follow=True)) == ["success", "warning"]
    assert Exercise.objects.get(pk=nurse.pk).is_active


def test_page_takes_the_same_queries_with_more_wrong_turns(staff_client, nurse):
    with Queries() as few:
        staff_client.get(page_for(nurse))
    for code in ("KY", "MO", "TX", "WA"):
        WrongTurn.objects.create(exercise=nurse, on="state", value=code, sentence="No.")
    with Queries() as many:
        staff_client.get(page_for(nurse))
    assert few.count() == many.count()
