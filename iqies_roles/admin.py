"""The admin's front: what it calls itself, which database it works on, and what its people came for."""

from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from iqies_roles.database import database_in_words
from training.help import help_page


@dataclass(frozen=True)
class DashboardLink:
    """A link of the dashboard, shown to users with `permission`."""

    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class DashboardSection:
    """A section of the dashboard."""

    title: str
    description: str
    links: tuple[DashboardLink, ...]


DASHBOARD = (
    DashboardSection(
        "Catalog",
        "What trainees can choose on pages 1 and 2, and what page 3 asks.",
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
        "Classes",
        "Trainees who practice together, their practice accounts and what they submitted.",
        (
            DashboardLink("Create a class", "accounts_trainingclass_add", "accounts.add_trainingclass"),
            DashboardLink("All classes", "accounts_trainingclass_changelist", "accounts.view_trainingclass"),
        ),
    ),
    DashboardSection(
        "Requests",
        "What was requested in all sandboxes, each with the record of what happened.",
        (
            DashboardLink(
                "Role requests", "rolerequests_rolerequest_changelist", "rolerequests.view_rolerequest"
            ),
            DashboardLink("Sandboxes", "accounts_sandbox_changelist", "accounts.view_sandbox"),
        ),
    ),
    DashboardSection(
        "Staff",
        "Who works here, what they may do, and who changed what.",
        (
            DashboardLink("Users", "accounts_user_changelist", "accounts.view_user"),
            DashboardLink("Groups", "auth_group_changelist", "auth.view_group"),
            DashboardLink("Audit log", "auditlog_logentry_changelist", "auditlog.view_logentry"),
        ),
    ),
)


class StrictFilterChangeList(ChangeList):
    """A list that is narrowed down by its own filters alone: other lookups could make the database fail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Django's. Raises BadRequest for what cannot be looked up, such as the year 10000 or a NUL."""
        try:
            super().__init__(*args, **kwargs)
        except (ValueError, OverflowError) as error:
            raise BadRequest("A list cannot be narrowed down to this.") from error

    def get_filters(self, request: HttpRequest) -> Any:
        """Django's. Raises BadRequest for what no filter of this list asks."""
        filters = super().get_filters(request)
        dates = {f"{self.date_hierarchy}__gte", f"{self.date_hierarchy}__lt"}
        if filters[2].keys() - dates:
            raise BadRequest("A list is narrowed down by its own filters.")
        return filters


class SimulatorAdminSite(admin.AdminSite):
    """The admin of a training simulator, which says so on every page."""

    site_title = "iQIES Role Request Simulator"
    site_header = "iQIES Role Request Simulator: admin of a training simulator"
    index_title = "Admin"
    site_url = None
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Django's; every list keeps to its filters."""
        options["get_changelist"] = lambda model_admin, request, **kwargs: StrictFilterChangeList
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's wall around every page; a selection that no page of ours has sent is a bad request."""
        behind_the_wall = super().admin_view(view, cacheable)

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(key.isdecimal() and len(key) < 19 for key in selected):
                raise BadRequest("What is selected is known by its number.")
            return behind_the_wall(request, *args, **kwargs)

        return asked

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows: which database this is."""
        return {**super().each_context(request), "database": database_in_words(briefly=True)}

    def get_urls(self) -> list[Any]:
        return [path("help/", self.admin_view(help_page), {"site": self}, name="help"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard, with the links that the user has permission for."""
        sections = [(section, self.allowed_links(section, request)) for section in DASHBOARD]
        context = {"dashboard": [each for each in sections if each[1]], **(extra_context or {})}
        return super().index(request, context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Breadcrumbs of Django's lead here; the front page is sorted by what one comes for, not by apps."""
        return redirect("admin:index")

    def allowed_links(self, section: DashboardSection, request: HttpRequest) -> list[tuple[str, str]]:
        """Label and URL of each link that the user has permission for."""
        return [
            (link.label, reverse(f"admin:{link.url_name}"))
            for link in section.links
            if request.user.has_perm(link.permission)
        ]
