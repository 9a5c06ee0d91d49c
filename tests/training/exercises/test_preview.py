"""The preview of an exercise at all three levels."""

import pytest

from accounts.models import Sandbox
from rolerequests.models import RequestEvent, RoleRequest
from tests.admin import page_for
from tests.helpers import Queries
from tests.pages import heading_of, text_of
from training.exercises.checks import with_everything
from training.exercises.preview import preview_of
from training.models import Attempt, Exercise, Field
from training.practice import sentences

SLUG = "new-nurse-surveyor"


def previewed(slug):
    return preview_of(with_everything(Exercise.objects.filter(slug=slug)).get())


def test_preview_shows_every_sentence_of_every_exercise(staff_client, exercises):
    for exercise in exercises.values():
        response = staff_client.get(page_for(exercise, "preview"))
        assert heading_of(response) == f"Preview: {exercise}"
        text = text_of(response)
        assert "{" not in text
        assert exercise.task_for(exercise.first_state) in text


def test_preview_shows_each_page_at_show(exercises):
    pages = previewed(SLUG).pages
    assert len(pages) == 4
    assert [[number for number, _ in page.coach.steps] for page in pages] == [
        ["2.3"],
        ["2.4"],
        ["2.5"],
        ["2.7", "2.8"],
    ]


def test_preview_shows_every_wrong_selection(exercises):
    turns = dict(previewed(SLUG).turns)
    assert len(turns[Field.CATEGORY.label]) == 6
    assert len(turns[Field.ROLE.label]) == 2
    assert [each.selection for each in turns[Field.RESPONSE.label]] == ["Yes", "No"]
    cms = next(each for each in turns[Field.CATEGORY.label] if each.selection == "CMS")
    assert cms.is_own
    assert cms.first.startswith("You chose CMS.")
    assert cms.again.endswith("State Agency.")


def test_preview_marks_general_sentences(exercises):
    exercises[SLUG].wrong_turns.filter(on=Field.CATEGORY).delete()
    turns = dict(previewed(SLUG).turns)[Field.CATEGORY.label]
    assert not any(each.is_own for each in turns)
    assert all(each.first for each in turns)


def test_preview_of_leaving_shows_cancel(exercises):
    preview = previewed("leave-without-sending")
    assert [page.coach.why for page in preview.pages] == [sentences.SHOW_LEAVE]


def test_preview_writes_nothing(staff_client, exercises):
    models = (Attempt, Sandbox, RoleRequest, RequestEvent)
    before = [model.objects.count() for model in models]
    with Queries() as queries:
        staff_client.get(page_for(exercises[SLUG], "preview"))
    assert [model.objects.count() for model in models] == before
    assert queries.count() < 25


@pytest.mark.parametrize("client_name", ["client", "alice_client"])
def test_preview_requires_permission(request, exercises, client_name):
    client = request.getfixturevalue(client_name)
    assert client.get(page_for(exercises[SLUG], "preview")).status_code == 302
