"""The roster of a class: logins, submitted requests and last activity of each trainee."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.lockout import with_locks
from accounts.models import Sandbox, TrainingClass, User
from rolerequests.models import RequestEvent, RoleRequest
from rolerequests.models.choices import STATUS_NAMES
from rolerequests.models.us_states import STATE_NAMES

MAX_SHOWN = 5  # requests of one trainee; the page counts the others


def link(path: str, label: str, about: str = "{user_id}") -> str:
    """A link about a trainee, to fill with address, pk and user_id."""
    return f'<a href="{{address}}{path}">{label}<span class="visually-hidden"> {about}</span></a>\n'


# The links of a row, one text for each kind of row: with a template they took half of the time of the page.
FIRST = link("actions/reset-passwords/{pk}/", "Reset password", "for {user_id}") + link(
    "actions/start-over/{pk}/", "Start over", "for {user_id}"
)
UNLOCK = link("actions/unlock/{pk}/", "Unlock")
CORRECT = link("trainees/{pk}/rename/", "Rename") + link("trainees/{pk}/move/", "Move")
REMOVE = link("actions/remove/{pk}/", "Remove")
BRING_BACK = link("actions/bring-back/{pk}/", "Bring back")


@dataclass(frozen=True)
class RosterRow:
    """A trainee with the submitted requests in words, newest first, and the time of the last activity."""

    trainee: User
    locked: bool
    requests: list[str]
    last_activity: datetime | None
    class_address: str

    @property
    def more(self) -> int:
        """How many requests the page leaves out."""
        return max(0, len(self.requests) - MAX_SHOWN)

    @property
    def submitted(self) -> SafeString:
        """The newest requests, one on each line."""
        return format_html_join("", "<div>{}</div>", ((each,) for each in self.requests[:MAX_SHOWN]))

    @property
    def links(self) -> SafeString:
        """The links for those who may change the class."""
        last = REMOVE if self.trainee.is_active else BRING_BACK
        return format_html(
            FIRST + (UNLOCK if self.locked else "") + CORRECT + last,
            address=self.class_address,
            pk=self.trainee.pk,
            user_id=self.trainee.user_id,
        )


def address_of(training_class: TrainingClass) -> str:
    """What the addresses of all pages of a class begin with."""
    return reverse("admin:accounts_trainingclass_change", args=[training_class.pk]).removesuffix("change/")


def roster_of(training_class: TrainingClass) -> list[RosterRow]:
    """The trainees by name, with the data of their current sandboxes. Three queries for any number."""
    locked = with_locks(training_class.trainees().select_related(None))
    trainees = training_class.in_natural_order(locked)
    sandboxes = [user.sandbox_id for user in trainees]
    requests = defaultdict(list)
    submitted = RoleRequest.objects.submitted().filter(sandbox__in=sandboxes)
    for requester, *each in submitted.values_list("requester", "role__name", "state", "status"):
        requests[requester].append(in_words(*each))
    events = (
        RequestEvent.objects.filter(sandbox__in=sandboxes).order_by().values("actor").annotate(at=Max("at"))
    )
    active_at = {each["actor"]: each["at"] for each in events}
    address = address_of(training_class)
    return [
        RosterRow(
            trainee=user,
            locked=user.login_locked,  # type: ignore[attr-defined] # with_locks adds it
            requests=requests[user.pk],
            last_activity=latest([user.last_login_at, active_at.get(user.pk)]),
            class_address=address,
        )
        for user in trainees
    ]


def in_words(role: str, state: str, status: str) -> str:
    """A request on the roster."""
    words = f"{role}, {STATE_NAMES.get(state, state)}" if state else role
    return f"{words} ({STATUS_NAMES.get(status, status).lower()})"


def latest(times: Iterable[datetime | None]) -> datetime | None:
    """The latest of these times, or None."""
    return max((time for time in times if time), default=None)


def with_counts(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Annotate each class with the numbers of active trainees, of those who logged in and who submitted."""
    trainees = User.objects.filter(sandbox=OuterRef("pk"), is_active=True)
    submitted = RoleRequest.objects.submitted().filter(requester=OuterRef("pk"), sandbox=OuterRef("sandbox"))
    return classes.annotate(
        number_of_trainees=number_of(trainees),
        number_logged_in=number_of(trainees.filter(last_login_at__isnull=False)),
        number_submitted=number_of(trainees.filter(Exists(submitted))),
    )


def number_of(trainees: QuerySet[User]) -> Coalesce:
    """The number of trainees in the class of the outer query. `trainees` are those of an outer sandbox.

    They are looked up for each sandbox: PostgreSQL would read all users for each class if it joined them.
    """
    in_sandbox = trainees.order_by().values("sandbox").annotate(number=Count("pk")).values("number")
    sandboxes = Sandbox.objects.filter(training_class=OuterRef("pk")).order_by().values("training_class")
    return Coalesce(Subquery(sandboxes.annotate(number=Sum(Subquery(in_sandbox))).values("number")), 0)
