"""The first page of the admin: the day, and links to all lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.audit_log import LOGIN_ACTIONS, visible_entries
from accounts.models import AuditEntry, TrainingClass, User
from rolerequests.catalog.checks import Level, findings
from training.roster import with_counts

CLASSES_SHOWN = 8  # of today and open ones
CHANGES_SHOWN = 5


@dataclass(frozen=True)
class DashboardLink:
    """A link of the dashboard, shown to users with `permission`."""

    label: str
    url_name: str
    permission: str
    query: str = ""


@dataclass(frozen=True)
class DashboardSection:
    """A section of the dashboard."""

    title: str
    description: str
    links: tuple[DashboardLink, ...]


DASHBOARD = (
    DashboardSection(
        "Catalog",
        "What trainees can select on pages 1 and 2, and what page 3 asks.",
        (
            DashboardLink(
                "User categories",
                "rolerequests_usercategory_changelist",
                "rolerequests.view_usercategory",
            ),
            DashboardLink("Roles", "rolerequests_role_changelist", "rolerequests.view_role"),
            DashboardLink("Catalog checks", "rolerequests_checks", "rolerequests.view_usercategory"),
            DashboardLink(
                "Import and export", "rolerequests_import_export", "rolerequests.view_usercategory"
            ),
        ),
    ),
    DashboardSection(
        "Organizations",
        "What trainees can add to a request on page 3. All are invented.",
        (
            DashboardLink(
                "All organizations", "rolerequests_organization_changelist", "rolerequests.view_organization"
            ),
            DashboardLink(
                "Import and export organizations",
                "rolerequests_organization_import_export",
                "rolerequests.view_organization",
            ),
        ),
    ),
    DashboardSection(
        "Exercises",
        "What trainees practice, and what the coach says to wrong turns.",
        (
            DashboardLink("All exercises", "training_exercise_changelist", "training.view_exercise"),
            DashboardLink("Add an exercise", "training_exercise_add", "training.add_exercise"),
            DashboardLink(
                "Import and export exercises", "training_exercise_import_export", "training.view_exercise"
            ),
        ),
    ),
    DashboardSection(
        "Classes",
        "Trainees who practice together, their practice accounts and what they submitted.",
        (
            DashboardLink("Create a class", "accounts_trainingclass_add", "accounts.add_trainingclass"),
            DashboardLink("All classes", "accounts_trainingclass_changelist", "accounts.view_trainingclass"),
            DashboardLink("All trainees", "accounts_user_changelist", "accounts.view_user"),
            DashboardLink("Unlock a trainee", "accounts_user_changelist", "accounts.change_trainingclass"),
            DashboardLink("Attempts", "training_attempt_changelist", "training.view_attempt"),
            DashboardLink("Export attempts", "training_attempt_export", "training.view_attempt"),
        ),
    ),
    DashboardSection(
        "Requests",
        "All requests in all sandboxes, each with its events.",
        (
            DashboardLink(
                "Role requests", "rolerequests_rolerequest_changelist", "rolerequests.view_rolerequest"
            ),
            DashboardLink("Sandboxes", "accounts_sandbox_changelist", "accounts.view_sandbox"),
        ),
    ),
    DashboardSection(
        "Staff",
        "Staff accounts, their permissions, and the log of changes.",
        (
            DashboardLink(
                "Staff accounts", "accounts_user_changelist", "accounts.view_user", query="?kind=staff"
            ),
            DashboardLink("Groups", "auth_group_changelist", "auth.view_group"),
            DashboardLink("Audit log", "accounts_auditentry_changelist", "accounts.view_auditentry"),
        ),
    ),
)


@dataclass(frozen=True)
class Today:
    """What is going on, as far as a member of staff may view it."""

    today: Sequence[TrainingClass] = field(default_factory=list)  # by their date, each with its numbers
    classes: Sequence[TrainingClass] = field(default_factory=list)  # other open ones
    number_of_classes: int = 0  # open ones
    may_begin: bool = False  # there is no class yet, and the user may create one
    errors: int | None = None  # of the catalog checks; None without the right to view them
    warnings: int = 0
    changes: Sequence[AuditEntry] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        """Whether there are more open classes than the page shows."""
        return sum(each.is_open for each in (*self.today, *self.classes)) < self.number_of_classes


def today_for(user: User) -> Today:
    """The day for a member of staff."""
    classes, number, may_begin = classes_for(user)
    date = localdate(user.now())
    found = findings() if user.has_perm("rolerequests.view_usercategory") else None
    errors = None if found is None else sum(each.level == Level.ERROR for each in found)
    may_view_log = user.has_perm("accounts.view_auditentry")
    return Today(
        today=[each for each in classes if each.date == date],
        classes=[each for each in classes if each.date != date],
        number_of_classes=number,
        may_begin=may_begin,
        errors=errors,
        warnings=len(found or []) - (errors or 0),
        changes=list(changes_for(user)[:CHANGES_SHOWN]) if may_view_log else [],
    )


def changes_for(user: User) -> QuerySet[AuditEntry]:
    """What this user may view of the audit log, without log-ins."""
    return visible_entries(user).exclude(action__in=LOGIN_ACTIONS)


def classes_for(user: User) -> tuple[list[TrainingClass], int, bool]:
    """The classes of today and other open ones, the number of open ones, and whether there is none at all.

    Today's come first, then the user's own, then the newest. Also closed ones of today. The last is whether
    the user could create the first class.
    """
    if not user.has_perm("accounts.view_trainingclass"):
        return [], 0, False
    is_today = Q(date=localdate(user.now()))
    order = (Case(When(is_today, then=0), default=1), *TrainingClass.order_for(user))
    found = TrainingClass.objects.filter(Q(closed_at=None) | is_today).order_by(*order)
    # First which ones: else the database counts the trainees of all classes before it sorts them.
    keys = list(found.values_list("pk", flat=True)[:CLASSES_SHOWN])
    shown = list(
        with_counts(TrainingClass.objects.filter(pk__in=keys)).select_related("lead").order_by(*order)
    )
    number = TrainingClass.objects.filter(closed_at=None).count()
    is_first = not shown and not TrainingClass.objects.exists()
    return shown, number, is_first and user.has_perm("accounts.add_trainingclass")


def sections_for(user: User) -> list[tuple[DashboardSection, list[tuple[str, str]]]]:
    """The sections, each with label and URL of the links that the user has permission for."""
    sections = [(section, allowed_links(section, user)) for section in DASHBOARD]
    return [each for each in sections if each[1]]


def allowed_links(section: DashboardSection, user: User) -> list[tuple[str, str]]:
    """Label and URL of each link that the user has permission for."""
    return [
        (link.label, reverse(f"admin:{link.url_name}") + link.query)
        for link in section.links
        if user.has_perm(link.permission)
    ]
