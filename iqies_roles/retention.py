"""What is deleted when nobody needs it any more. docs/operations.md has the table.

Nothing of an open class, of staff or of the catalog is ever deleted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.audit_log import LOGIN_ACTIONS, Action, record_batch
from accounts.deletion import delete_accounts, give_way
from accounts.models import AuditEntry, KeptPassword, Sandbox, TrainingClass, User
from accounts.sandbox_relations import delete_sandboxes
from rolerequests.models import RequestEvent, RoleRequest

ROWS_AT_A_TIME, SANDBOXES_AT_A_TIME = 1000, 20


@dataclass(frozen=True)
class Kind:
    """Rows of one kind that are too old, and how some of them are deleted. `delete` returns how many were."""

    words: tuple[str, str]  # for one, for several
    old: QuerySet[Any]
    delete: Callable[[Any], int]  # takes some of `old`
    at_a_time: int = 0  # 0 for ROWS_AT_A_TIME

    def in_words(self, number: int) -> str:
        """`1 draft`, `1,200 drafts`."""
        return f"{number:,} {self.words[number != 1]}"

    def prune(self) -> int:
        """Delete them, some at a time, so that nobody waits long. Returns their number.

        Raises InUseError if somebody uses one of them just now; those before it are deleted.
        """
        deleted, rest = 0, self.old.order_by("pk")
        try:
            while keys := list(rest.values_list("pk", flat=True)[: self.at_a_time or ROWS_AT_A_TIME]):
                deleted += self.delete(self.old.filter(pk__in=keys))
                rest = self.old.order_by("pk").filter(pk__gt=keys[-1])
        finally:
            if deleted and self.old.model in (User, TrainingClass):
                record_batch(None, self.in_words(deleted), Action.DELETED, self.old.model)
        return deleted


def kinds(*, draft_days: int, days: int, login_days: int, log_days: int) -> Iterator[Kind]:
    """Everything that grows. What belongs to an account or a class is deleted with it, whatever its age."""
    now = timezone.now()
    unused = now - timedelta(days=days)
    yield Kind(("session that has ended", "sessions that have ended"), sessions_before(now), delete_rows)
    yield Kind(
        ("kept password of a log-in handout", "kept passwords of log-in handouts"),
        KeptPassword.objects.expired(),
        delete_rows,
    )
    yield Kind(("draft", "drafts"), drafts_before(now - timedelta(days=draft_days)), delete_rows)
    qa = Sandbox.objects.filter(
        made_by_qa=True, created_at__lt=now - timedelta(hours=settings.QA_SANDBOX_HOURS)
    )
    yield Kind(("sandbox of the QA API", "sandboxes of the QA API"), qa, delete_locked, SANDBOXES_AT_A_TIME)
    yield Kind(
        ("class with its trainees", "classes with their trainees"),
        TrainingClass.objects.filter(closed_at__lt=unused, qa_sandbox=None),
        delete_classes,
        at_a_time=1,
    )
    yield Kind(
        ("account that nobody uses", "accounts that nobody uses"),
        accounts_before(unused),
        delete_trainees,
        SANDBOXES_AT_A_TIME,
    )
    yield Kind(
        ("sandbox that its trainee has left", "sandboxes that their trainees have left"),
        left_before(unused),
        delete_locked,
        SANDBOXES_AT_A_TIME,
    )
    yield Kind(
        ("event of a deleted draft", "events of deleted drafts"),
        events_before(unused),
        lambda events: events.delete_for_good(),
    )
    logins = AuditEntry.objects.filter(action__in=LOGIN_ACTIONS, at__lt=now - timedelta(days=login_days))
    yield Kind(("entry about a log-in", "entries about log-ins"), logins, delete_rows)
    log = AuditEntry.objects.filter(parent=None, at__lt=now - timedelta(days=log_days))
    yield Kind(("entry of the audit log", "entries of the audit log"), log, delete_rows)


def sessions_before(time: Any) -> QuerySet[Session]:
    """Sessions that ended before that time."""
    return Session.objects.filter(expire_date__lt=time)


def drafts_before(time: Any) -> QuerySet[RoleRequest]:
    """Drafts that were started before that time; those of the QA API go with their sandbox."""
    # No draft has a time of submission, and the index by status has it before the key.
    drafts = RoleRequest.objects.drafts().filter(submitted_at=None)
    return drafts.filter(created_at__lt=time, sandbox__made_by_qa=False)


def accounts_before(time: Any) -> QuerySet[User]:
    """Trainees in no class who logged in last, or came without ever logging in, before that time."""
    trainees = User.objects.filter(is_staff=False, is_demo=False, preview_of=None)
    own = trainees.filter(sandbox__training_class=None, sandbox__made_by_qa=False)
    return own.alias(used_at=Coalesce("last_login_at", "created_at")).filter(used_at__lt=time)


def left_before(time: Any) -> QuerySet[Sandbox]:
    """Sandboxes left by Start over or for an exercise, where nothing has happened since that time."""
    left = Sandbox.objects.filter(is_archived=True, users=None, made_by_qa=False, created_at__lt=time)
    return left.exclude(Exists(RequestEvent.objects.filter(sandbox=OuterRef("pk"), at__gte=time)))


def events_before(time: Any) -> QuerySet[RequestEvent]:
    """Events before that time whose draft was deleted."""
    draft = RoleRequest.objects.filter(pk=OuterRef("role_request_id"))
    return RequestEvent.objects.filter(~Exists(draft), at__lt=time)


def delete_rows(rows: QuerySet[Any]) -> int:
    """Delete rows with what depends on them. Returns their own number."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


def delete_locked(sandboxes: QuerySet[Sandbox]) -> int:
    """Delete sandboxes with everything in them. Raises InUseError."""
    with give_way():
        locked = list(sandboxes.select_for_update(nowait=True, of=("self",)))
        delete_sandboxes(locked)
        return len(locked)


def delete_trainees(users: QuerySet[User]) -> int:
    """Delete trainees with all their sandboxes. Raises InUseError."""
    with give_way():
        return delete_accounts(users, made_by_qa=False)


def delete_classes(classes: QuerySet[TrainingClass]) -> int:
    """Delete closed classes with their trainees, and what others did in them. Raises InUseError."""
    with give_way():
        for each in classes.select_for_update(nowait=True, of=("self",)):
            delete_accounts(User.objects.filter(sandbox__training_class=each), made_by_qa=False)
            delete_sandboxes(list(Sandbox.objects.filter(training_class=each)))
        return delete_rows(classes)
