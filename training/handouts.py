"""Log-in handouts that were not shown yet.

Each handout is a row of the table of sessions, whose key belongs to the session of the training lead. In the
session itself, two requests at the same time would overwrite each other's handouts.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Credentials, TrainingClass, User

Row = dict[str, str]  # name, user_id, password


def add(request: HttpRequest, training_class: TrainingClass, added: list[tuple[User, Credentials]]) -> None:
    """Add passwords to the handout of a class. A newer password of a trainee replaces the older one."""
    new = {credentials.user_id: {"name": user.name, **credentials.as_dict()} for user, credentials in added}
    with transaction.atomic():
        lock(training_class)
        earlier = [row for row in stored(request, training_class) if row["user_id"] not in new]
        Session.objects.update_or_create(
            session_key=key_of(request, training_class),
            defaults={
                "session_data": SessionStore().encode({"rows": [*earlier, *new.values()]}),
                "expire_date": timezone.now() + timedelta(hours=settings.SESSION_MAX_HOURS),
            },
        )


def take(request: HttpRequest, training_class: TrainingClass) -> list[Row]:
    """The rows of the handout, which is deleted: it is shown once."""
    with transaction.atomic():
        lock(training_class)
        rows = stored(request, training_class)
        Session.objects.filter(session_key=key_of(request, training_class)).delete()
    return rows


def is_waiting(request: HttpRequest, training_class: TrainingClass) -> bool:
    """Whether the class has a handout that was not shown yet."""
    waiting: bool = current(request, training_class).exists()
    return waiting


def stored(request: HttpRequest, training_class: TrainingClass) -> list[Row]:
    """The rows that were not shown yet."""
    session = current(request, training_class).first()
    rows: list[Row] = session.get_decoded().get("rows", []) if session else []
    return rows


def current(request: HttpRequest, training_class: TrainingClass) -> Any:
    """The query for the handout, unless it has expired."""
    key = key_of(request, training_class)
    return Session.objects.filter(session_key=key, expire_date__gt=timezone.now())


def key_of(request: HttpRequest, training_class: TrainingClass) -> str:
    """The key of the handout: nobody can guess it, and another session has another one."""
    value = f"{request.session.session_key} {training_class.pk}"
    return salted_hmac("training.handouts", value, algorithm="sha256").hexdigest()[:40]


def lock(training_class: TrainingClass) -> None:
    """Let no other request change handouts of this class until the transaction ends."""
    TrainingClass.objects.select_for_update(no_key=True).get(pk=training_class.pk)
