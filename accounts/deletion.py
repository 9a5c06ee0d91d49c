"""Deletes accounts and sandboxes with everything that belongs to them, while people work."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg2.errors import LockNotAvailable

from accounts.models import Sandbox, TrainingClass, User
from accounts.sandbox_relations import delete_sandboxes, relations

LOCK_WAIT = 50  # milliseconds; PostgreSQL looks for deadlocks after 1000


class InUseError(Exception):
    """Somebody else has locked what is to be deleted. It is free again in a moment."""


@contextmanager
def give_way() -> Iterator[None]:
    """A transaction that deletes. It raises InUseError when it meets a row that somebody else has locked.

    A POST of a trainee locks the request first and then, by its event, the sandbox; a deletion locks them the
    other way round. PostgreSQL would end such a deadlock after a second, with an error for either of them.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT}")
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise InUseError from None
        raise


def sandboxes_of(users: Collection[User]) -> QuerySet[Sandbox]:
    """The sandboxes of these accounts, also those that they left by starting over."""
    found: set[Any] = {each.sandbox_id or each.qa_sandbox_id for each in users}
    for model in {relation.model for relation in relations.values()} - {User, TrainingClass}:
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                rows = model._base_manager.filter(**{f"{field.name}__in": users})
                found.update(rows.order_by().values_list("sandbox", flat=True).distinct())
    return Sandbox.objects.filter(pk__in=found)


def delete_accounts(users: QuerySet[User], *, made_by_qa: bool) -> int:
    """Delete accounts with all their sandboxes, which all are, or are not, of the QA API. Within `give_way`.

    The accounts are locked first, so that none starts over meanwhile. Returns their number.
    """
    locked = list(users.select_for_update(nowait=True, of=("self",)))
    sandboxes = sandboxes_of(locked).filter(made_by_qa=made_by_qa)
    delete_sandboxes(list(sandboxes.select_for_update(nowait=True)))
    return len(locked)
