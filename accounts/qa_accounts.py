"""What belongs to an account of the QA API: its time, and how it is deleted with its sandbox.

Staff of the QA API have a sandbox that nobody is in. Deleting it deletes the account, its classes with the
trainees that were added to them, and what it added to the catalog, by the audit log. Nothing is deleted that
the QA API and its accounts did not create.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, ProtectedError, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.audit_log import Action, record_batch
from accounts.deletion import delete_accounts, sandboxes_of
from accounts.models import AuditEntry, KeptPassword, Sandbox, TrainingClass, User
from accounts.sandbox_relations import delete_sandboxes
from accounts.snapshots import audited_models

SWITCHES = ("is_active", "is_open")  # whether an entry is offered
LATEST = datetime(2090, 1, 1, tzinfo=UTC)


def account_of(user_id: str) -> User | None:
    """The account with this User ID if the QA API created it."""
    by_qa = Q(sandbox__made_by_qa=True) | Q(qa_sandbox__isnull=False)
    return User.objects.filter(by_qa).select_related("sandbox", "qa_sandbox").filter(user_id=user_id).first()


# Time


class TimeError(Exception):
    """The time of a sandbox only goes forward. The message says what it is now."""

    def __init__(self, now: datetime) -> None:
        present = timezone.localtime(now).isoformat(timespec="seconds")
        super().__init__(f"Time only goes forward, until {LATEST.year}. In this sandbox it is {present}.")


def set_time(user: User, time: datetime | timedelta) -> None:
    """Set the time of an account, or let some pass; also for the trainees in its classes and its preview.

    Failed log-in attempts and passwords of log-in handouts have the real time: they grow older by as much.
    Raises TimeError.
    """
    family = User.objects.filter(
        Q(pk=user.pk) | Q(sandbox__training_class__qa_sandbox__qa_staff=user) | Q(preview_of=user)
    )
    with transaction.atomic():
        sandboxes = sandboxes_of(list(family)).filter(made_by_qa=True)
        locked = list(sandboxes.select_for_update(no_key=True))
        own = next(each for each in locked if each.pk in (user.sandbox_id, user.qa_sandbox_id))
        now = own.now()
        passed = time if isinstance(time, timedelta) else time - now
        if passed < timedelta(0) or now + passed >= LATEST:
            raise TimeError(now)
        seconds = round(passed.total_seconds())
        sandboxes.update(seconds_ahead=F("seconds_ahead") + seconds)
        attempts = AccessAttempt.objects.filter(username__in=family.values("user_id"))
        attempts.update(attempt_time=F("attempt_time") - passed)
        KeptPassword.objects.filter(user__in=family.values("pk")).update(since=F("since") - passed)


# Deletion


def delete_classes(sandboxes: Collection[Sandbox]) -> None:
    """Delete the classes of these sandboxes, with the trainees that were added to them.

    A class stays, closed, if somebody who was created elsewhere is in it.
    """
    classes = TrainingClass.objects.filter(qa_sandbox__in=sandboxes)
    delete_accounts(
        User.objects.filter(sandbox__training_class__in=classes, sandbox__made_by_qa=True), made_by_qa=True
    )
    # Those that their trainees have left.
    delete_sandboxes(list(Sandbox.objects.filter(training_class__in=classes, made_by_qa=True)))
    for each in classes:
        if each.sandboxes.exists():
            each.close()
            TrainingClass.objects.filter(pk=each.pk).update(qa_sandbox=None)
        else:
            each.delete()


def delete_staff(sandboxes: Collection[Sandbox]) -> None:
    """Delete the staff of these sandboxes, with what they added to the catalog."""
    staff = list(User.objects.filter(qa_sandbox__in=sandboxes))
    delete_accounts(User.objects.filter(preview_of__in=staff, sandbox__made_by_qa=True), made_by_qa=True)
    for model, added in additions_of(staff):
        delete_or_switch_off(model, added)
    User.objects.filter(pk__in=[each.pk for each in staff]).delete()


def additions_of(staff: Collection[User]) -> Iterator[tuple[type[models.Model], QuerySet[models.Model]]]:
    """What these accounts added, by type; what refers to others comes first."""
    added = AuditEntry.objects.filter(actor__in=staff, action=Action.ADDED)
    for model in reversed(audited_models):
        of_type = added.filter(content_type=ContentType.objects.get_for_model(model))
        keys = of_type.values_list(Cast("object_id", models.BigIntegerField()))
        found = model._base_manager.filter(pk__in=keys)  # an import can have added thousands
        if model is not TrainingClass and found.exists():  # a class is deleted with its trainees
            yield model, found


def delete_or_switch_off(model: type[models.Model], added: QuerySet[models.Model]) -> None:
    """Delete these entries. An entry that others use by now stays, and is not offered any more."""
    record_batch(
        None, f"{added.count()} {model._meta.verbose_name_plural} of the QA API", Action.DELETED, model
    )
    try:
        with transaction.atomic():
            added.delete()
    except ProtectedError:
        switches = {each.name for each in model._meta.concrete_fields}.intersection(SWITCHES)
        for each in added:
            try:
                with transaction.atomic():
                    each.delete()
            except ProtectedError:
                model._base_manager.filter(pk=each.pk).update(**dict.fromkeys(switches, False))
