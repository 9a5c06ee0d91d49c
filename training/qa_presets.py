"""Presets of the QA API that need classes, exercises and the groups of staff."""

from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Sandbox, TrainingClass, User
from rolerequests.qa.api_presets import Created, api_preset, trainee_in
from rolerequests.qa.presets import submit
from training.models import Attempt, Exercise, Level
from training.practice import attempts


def staff(sandbox: Sandbox, group: str) -> User:
    """A member of a group of staff. Raises Group.DoesNotExist."""
    user = User.objects.create_user(
        User.objects.free_user_id(), is_staff=True, qa_sandbox=sandbox, name=group
    )
    user.groups.add(Group.objects.get(name=group))
    return user


@api_preset("catalog editor")
def catalog_editor(request: HttpRequest, sandbox: Sandbox) -> Created:
    """Staff of the group Catalog editor, on the first page of the admin."""
    return Created(staff(sandbox, "Catalog editor"), reverse("admin:index"))


@api_preset("training lead")
def training_lead(request: HttpRequest, sandbox: Sandbox) -> Created:
    """Staff of the group Training lead, on the first page of the admin."""
    return Created(staff(sandbox, "Training lead"), reverse("admin:index"))


@api_preset("class with trainees")
def class_with_trainees(request: HttpRequest, sandbox: Sandbox, number: int = 3) -> Created:
    """Staff of the group Training lead, on the page of an open class with three trainees."""
    lead = staff(sandbox, "Training lead")
    name = f"Class of {lead.user_id}"
    training_class = TrainingClass.objects.create(
        name=name, lead=lead, qa_sandbox=sandbox, created_at=sandbox.now()
    )
    # Names that nobody else has, because each is the beginning of a User ID.
    added = training_class.add_trainees([f"Trainee {each} of {lead}" for each in range(1, number + 1)])
    path = reverse("admin:accounts_trainingclass_change", args=[training_class.pk])
    return Created(lead, path, trainees=[trainee for trainee, _ in added])


def begin_exercise(user: User, level: Level) -> Attempt:
    """Begin the first exercise that is offered and needs no organizations. Raises Exercise.DoesNotExist."""
    exercise = (
        Exercise.objects.offered().filter(preset="fresh", role__asks_organizations="").earliest("position")
    )
    attempt = attempts.start(user, exercise, level, exercise.first_state)
    if attempt is None:
        raise RuntimeError("Nobody else can begin an exercise of a new account.")
    return attempt


@api_preset("exercise begun")
def exercise_begun(request: HttpRequest, sandbox: Sandbox) -> Created:
    """A trainee who has begun the first exercise with “Show me”."""
    user = trainee_in(sandbox)
    begin_exercise(user, Level.SHOW)
    return Created(user, reverse("welcome"))


@api_preset("exercise passed")
def exercise_passed(request: HttpRequest, sandbox: Sandbox) -> Created:
    """A trainee who has passed the first exercise without help: 14 days later a refresher is due."""
    user = trainee_in(sandbox)
    attempt = begin_exercise(user, Level.PROVE)
    if attempt.exercise.role is None:
        raise Exercise.DoesNotExist
    submit(user, attempt.exercise.role, state=attempt.state)
    return Created(user, reverse("practice"))
