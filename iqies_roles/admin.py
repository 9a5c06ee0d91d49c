"""The admin site, and rules of all its lists."""

from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.main import SEARCH_VAR, ChangeListSearchForm
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts import preview
from accounts.decorators import AuthenticatedRequest
from accounts.large_lists import LargeChangeList, LargeListPaginator
from iqies_roles.admin_focus import focus_first_error
from iqies_roles.dashboard import sections_for, today_for
from iqies_roles.database import describe_database
from training.help import help_page

MAX_SEARCH_LENGTH = 200
METHODS = ("GET", "HEAD", "POST")


def see_as_trainee(request: AuthenticatedRequest) -> HttpResponse:
    """Open Welcome with the preview account of the member of staff."""
    preview.start(request)
    return redirect("welcome")


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


def action_checkbox(model_admin: Any, obj: Any) -> SafeString:
    """Django's column to select a row, without a widget and its template: they took a quarter of a list."""
    return format_html(
        '<input type="checkbox" name="{}" value="{}" class="action-select"'
        ' aria-label="Select this object for an action - {}">',
        ACTION_CHECKBOX_NAME,
        obj.pk,
        obj,
    )


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
            "action_checkbox": action_checkbox,
            "show_facets": admin.ShowFacets.NEVER,
        }
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Focus the first error of a form. Raises BadRequest if the selected rows of a list are not ids.

        Django's views fail if the field that identifies the object is blank, and take any other method, such
        as DELETE, for a GET.
        """
        checked_view = super().admin_view(view, cacheable)
        can_copy = getattr(getattr(view, "__self__", None), "save_as", False)

        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not all(key.isdecimal() and len(key) < 19 for key in selected):
                raise BadRequest("Selected rows must be ids.")
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest("The field that identifies the object is blank.")
            if "_saveasnew" in request.POST and not can_copy:  # Django would take the object for a new one
                raise BadRequest("This page does not save an object as a new one.")
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
        own = [
            path("help/", self.admin_view(help_page), {"site": self}, name="help"),
            path("see-as-trainee/", self.admin_view(require_POST(see_as_trainee)), name="see_as_trainee"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard: the day, and the links that the user has permission for."""
        user: Any = request.user  # staff are logged in
        context = {"today": today_for(user), "dashboard": sections_for(user), **(extra_context or {})}
        return super().index(request, context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Django's breadcrumbs lead here. The dashboard is not sorted by apps."""
        return redirect("admin:index")
