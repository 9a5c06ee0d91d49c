"""The roster of a class: logins, submitted requests and last activity of each trainee."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.lockout import with_locks
from accounts.models import TrainingClass, User
from rolerequests.models import RequestEvent, RoleRequest

MAX_SHOWN = 5  # requests of one trainee; the page counts the others


@dataclass
class RosterRow:
    """A trainee with the submitted requests, newest first, and the time of the last activity."""

    trainee: User
    locked: bool
    requests: list[RoleRequest] = field(default_factory=list)
    more: int = 0
    last_activity: datetime | None = None


def roster_of(training_class: TrainingClass) -> list[RosterRow]:
    """The trainees by name, with the data of their current sandboxes. Three queries for any number."""
    trainees = training_class.in_natural_order(with_locks(training_class.trainees()))
    sandboxes = [user.sandbox_id for user in trainees]
    requests = defaultdict(list)
    for request in RoleRequest.objects.submitted().filter(sandbox__in=sandboxes).select_related("role"):
        requests[request.requester_id].append(request)
    events = (
        RequestEvent.objects.filter(sandbox__in=sandboxes).order_by().values("actor").annotate(at=Max("at"))
    )
    active_at = {each["actor"]: each["at"] for each in events}
    return [
        RosterRow(
            trainee=user,
            locked=user.login_locked,  # type: ignore[attr-defined] # with_locks adds it
            requests=requests[user.pk][:MAX_SHOWN],
            more=max(0, len(requests[user.pk]) - MAX_SHOWN),
            last_activity=latest([user.last_login_at, active_at.get(user.pk)]),
        )
        for user in trainees
    ]


def latest(times: Iterable[datetime | None]) -> datetime | None:
    """The latest of these times, or None."""
    return max((time for time in times if time), default=None)


def with_counts(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Annotate each class with the numbers of active trainees, of those who logged in and who submitted."""
    trainees = User.objects.filter(sandbox__training_class=OuterRef("pk"), is_active=True)
    submitted = RoleRequest.objects.submitted().filter(requester=OuterRef("pk"), sandbox=OuterRef("sandbox"))
    return classes.annotate(
        number_of_trainees=number_of(trainees),
        number_logged_in=number_of(trainees.filter(last_login_at__isnull=False)),
        number_submitted=number_of(trainees.filter(Exists(submitted))),
    )


def number_of(trainees: QuerySet[User]) -> Coalesce:
    """The number of trainees in the class of the outer query."""
    by_class = trainees.order_by().values("sandbox__training_class").annotate(number=Count("pk"))
    return Coalesce(Subquery(by_class.values("number")), 0)
