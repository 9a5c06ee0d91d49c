"""The admin site: its dashboard, and rules of all its lists."""

from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR, ChangeListSearchForm
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.large_lists import LargeChangeList, LargeListPaginator
from iqies_roles.admin_focus import focus_first_error
from iqies_roles.database import describe_database
from training.help import help_page

MAX_SEARCH_LENGTH = 200


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
        ),
    ),
    DashboardSection(
        "Classes",
        "Trainees who practice together, their practice accounts and what they submitted.",
        (
            DashboardLink("Create a class", "accounts_trainingclass_add", "accounts.add_trainingclass"),
            DashboardLink("All classes", "accounts_trainingclass_changelist", "accounts.view_trainingclass"),
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
            DashboardLink("Users", "accounts_user_changelist", "accounts.view_user"),
            DashboardLink("Groups", "auth_group_changelist", "auth.view_group"),
            DashboardLink("Audit log", "accounts_auditentry_changelist", "accounts.view_auditentry"),
        ),
    ),
)


class SearchForm(ChangeListSearchForm):
    """A search of limited length: SQLite fails on expressions of 1,000 words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = SearchField()


class SearchField(forms.CharField):
    """Words to search for."""

    def __init__(self) -> None:
        super().__init__(
            max_length=MAX_SEARCH_LENGTH,
            required=False,
            strip=False,
            error_messages={
                "max_length": "Search for %(limit_value)d characters at most. The list shows all."
            },
        )


class StrictFilterChangeList(LargeChangeList):
    """A list that accepts only its own filters in the URL: other lookups could make the database fail."""

    search_form_class = SearchForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Raises BadRequest for values that cannot be looked up, such as the year 10000 or a NUL."""
        try:
            super().__init__(*args, **kwargs)
        except (ValueError, OverflowError) as error:
            raise BadRequest("The value of a filter is not valid.") from error

    def get_filters(self, request: HttpRequest) -> Any:
        """Raises BadRequest for a lookup that is none of this list's filters."""
        filters = super().get_filters(request)
        dates = {f"{self.date_hierarchy}__gte", f"{self.date_hierarchy}__lt"}
        if filters[2].keys() - dates:
            raise BadRequest("The list has no such filter.")
        return filters


class SimulatorAdminSite(admin.AdminSite):
    """The admin. Every page says that it belongs to a training simulator."""

    site_title = "iQIES Role Request Simulator"
    site_header = "iQIES Role Request Simulator: admin of a training simulator"
    index_title = "Admin"
    site_url = None
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        options |= {
            "get_changelist": lambda model_admin, request, **kwargs: StrictFilterChangeList,
            "paginator": LargeListPaginator,
            "show_full_result_count": False,  # LargeChangeList counts up to a limit
            "show_facets": admin.ShowFacets.NEVER,
        }
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Focus the first error of a form. Raises BadRequest if the selected rows of a list are not ids."""
        checked_view = super().admin_view(view, cacheable)

        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(key.isdecimal() and len(key) < 19 for key in selected):
                raise BadRequest("Selected rows must be ids.")
            response = checked_view(request, *args, **kwargs)
            focus_first_error(getattr(response, "context_data", None) or {})
            return response

        return inner

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Raises BadRequest for a term that a list refuses as a search."""
        try:
            SearchField().clean(request.GET.get("term", ""))
        except ValidationError as error:
            raise BadRequest("The search term is not valid.") from error
        return super().autocomplete_view(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "database": describe_database(short=True)}

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
        """Django's breadcrumbs lead here. The dashboard is not sorted by apps."""
        return redirect("admin:index")

    def allowed_links(self, section: DashboardSection, request: HttpRequest) -> list[tuple[str, str]]:
        """Label and URL of each link that the user has permission for."""
        return [
            (link.label, reverse(f"admin:{link.url_name}"))
            for link in section.links
            if request.user.has_perm(link.permission)
        ]
