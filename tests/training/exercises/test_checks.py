"""The catalog checks of exercises."""

import pytest

from accounts.audit_log import record_changes, snapshot
from rolerequests.catalog.checks import Level, findings
from rolerequests.models import Organization, Role, UserCategory
from tests.admin import page_for
from tests.helpers import Queries
from training.exercises import checks
from training.exercises.checks import findings_about, old_names, with_everything
from training.models import Exercise, Field, WrongTurn

SLUG = "new-nurse-surveyor"


def loaded(slug=SLUG):
    """An exercise with all that the checks read."""
    return with_everything(Exercise.objects.filter(slug=slug)).get()


def test_shipped_exercises_have_no_findings(exercises):
    assert findings() == []
    assert len(exercises) >= 16


@pytest.mark.parametrize(
    ("check", "slug", "change", "level"),
    [
        (
            checks.not_offered,
            SLUG,
            lambda: Role.objects.filter(slug="general-user").update(is_active=False),
            Level.ERROR,
        ),
        (
            checks.not_offered,
            "change-of-mind",
            lambda: UserCategory.objects.filter(slug="contractor").update(is_active=False),
            Level.ERROR,
        ),
        (checks.not_valid, SLUG, lambda: Exercise.objects.update(preset="gone"), Level.ERROR),
        (checks.not_valid, SLUG, lambda: Role.objects.update(asks_state=False), Level.ERROR),
        (
            checks.without_open_organizations,
            "first-security-official",
            lambda: Organization.objects.filter(code="368498").update(is_open=False),
            Level.ERROR,
        ),
        (
            checks.without_open_organizations,
            "first-security-official",
            lambda: Exercise.organizations.through.objects.all().delete(),
            Level.ERROR,
        ),
        (
            checks.about_other_pages,
            SLUG,
            lambda: Role.objects.filter(slug="assessment-coordinator").update(
                category=UserCategory.objects.get(slug="ado")
            ),
            Level.WARNING,
        ),
        (
            checks.too_many_words,
            SLUG,
            lambda: WrongTurn.objects.update(sentence="word " * 51),
            Level.WARNING,
        ),
    ],
)
def test_check_finds_what_changed(exercises, check, slug, change, level):
    assert list(check(loaded(slug))) == []
    change()
    found = list(check(loaded(slug)))
    assert found
    assert {each.level for each in found} == {level}


def test_sentence_about_what_fits_is_a_warning(exercises):
    role = loaded().role
    WrongTurn.objects.create(exercise=exercises[SLUG], on=Field.ROLE, role=role, sentence="Wrong.")
    (finding,) = checks.about_other_pages(loaded())
    assert finding.level == Level.WARNING


def test_selection_without_a_sentence_is_a_warning(exercises):
    categories = list(UserCategory.objects.prefetch_related("roles"))
    assert list(checks.without_a_sentence(loaded(), categories)) == []
    exercises[SLUG].wrong_turns.filter(on=Field.CATEGORY).exclude(category__slug="cms").delete()
    (finding,) = checks.without_a_sentence(loaded(), categories)
    assert "Vendor" in finding.sentence
    assert "CMS" not in finding.sentence


def test_old_name_in_a_text_is_a_warning(exercises):
    category = UserCategory.objects.get(slug="state-agency")
    before = snapshot(category)
    category.name = "Survey Agency"
    category.save()
    record_changes(None, category, before)
    renamed = old_names(list(UserCategory.objects.prefetch_related("roles")))
    assert renamed == {"State Agency": "Survey Agency"}
    Exercise.objects.filter(slug=SLUG).update(task="You work for a State Agency.")
    found = list(checks.with_old_names(loaded(), renamed))
    assert {each.level for each in found} == {Level.WARNING}
    assert any("“task”" in each.sentence for each in found)


def test_inactive_exercise_is_checked_alone(exercises):
    Role.objects.update(is_active=False)
    Exercise.objects.update(is_active=False)
    assert [each for each in findings() if isinstance(each.entry, Exercise)] == []
    assert findings_about(exercises[SLUG])


def test_checks_take_the_same_queries_for_all_exercises(exercises):
    Exercise.objects.exclude(slug=SLUG).update(is_active=False)
    with Queries() as few:
        findings()
    Exercise.objects.update(is_active=True)
    with Queries() as many:
        findings()
    assert few.count() == many.count()


def test_page_links_to_the_exercise(staff_client, exercises):
    Exercise.objects.filter(slug=SLUG).update(preset="gone")
    page = staff_client.get("/admin/rolerequests/usercategory/checks/")
    assert page_for(exercises[SLUG]) in page.content.decode()
