"""The admin of categories and roles."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.admin_columns import ACTIVE
from accounts.versions import VersionedFormSet, VersionMixin
from rolerequests.catalog.admin.checks_page import checks_page
from rolerequests.catalog.admin.entries import CatalogEntryAdmin
from rolerequests.catalog.admin.forms import RoleForm, UserCategoryForm
from rolerequests.catalog.admin.import_export_page import export, import_export_page
from rolerequests.models import Role, UserCategory
from rolerequests.models.text import comparable

SAME_NAME = "Another role of this category has this name. Write another one."
STORED_NAME = (
    "Another role of this category still has this name. Give that one another name and save it first."
)

MAX_ROLES = 80  # of a category on its page; Django reads 1,000 fields at most, and a role has twelve


class RoleInlineFormSet(VersionedFormSet):
    """The roles on the page of their category. Names must differ from each other and from those stored."""

    def clean(self) -> None:
        """Compare with the stored names too: rows are saved one by one, so two cannot swap their names."""
        super().clean()
        stored = Role.objects.filter(category=self.instance.pk).values_list("pk", "name")
        entered = [(form, entered_name(form)) for form in self.forms]
        for form, name in entered:
            if not name or "name" not in form.changed_data:
                continue
            if any(other == name for each, other in entered if each is not form):
                replace_error(form, "name", SAME_NAME)
            elif any(comparable(other) == name for pk, other in stored if pk != form.instance.pk):
                replace_error(form, "name", STORED_NAME)


def entered_name(form: ModelForm) -> str:
    """The name as it is compared; '' if it has an error of another kind."""
    if form.errors.get("name") and not form.has_error("name", "unique"):
        return ""
    return comparable(form.instance.name)


def replace_error(form: ModelForm, field: str, message: str) -> None:
    """Give a field this error instead of the shorter one of its constraint."""
    form.errors.pop(field, None)
    form.add_error(field, ValidationError(message, "unique"))


class RoleInline(VersionMixin, admin.StackedInline):
    """The roles of a category, in the order of page 2. A role is deleted on its own page."""

    model = Role
    form = RoleForm
    formset = RoleInlineFormSet
    fields = (
        *("name", "slug", "description", "position", "source", "is_active"),
        *("asks_state", "asks_organizations", "asks_surveyor"),
    )
    extra = 0
    max_num = MAX_ROLES
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("position", "name")
    can_delete = False
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Django's default builds 1,000 forms more than max_num.
        return super().get_formset(request, obj, **{"absolute_max": MAX_ROLES} | kwargs)


@admin.register(UserCategory)
class UserCategoryAdmin(CatalogEntryAdmin):
    """The admin of categories, with their roles inline."""

    form = UserCategoryForm
    list_display = ("name", ACTIVE, "order", "role_count", "description", "preview_link")
    list_filter = ("is_active",)
    search_fields = ("name", "description", "slug")
    fields = ("name", "slug", "description", "position", "is_active")
    inlines = (RoleInline,)
    request_field = "category"

    def get_urls(self) -> list[URLPattern]:
        """With the pages about the whole catalog: checks, import and export."""

        def page(view: Callable[..., HttpResponse]) -> Any:
            return self.admin_site.admin_view(lambda request, **kwargs: view(self, request, **kwargs))

        own = [
            path("checks/", page(checks_page), name="rolerequests_checks"),
            path("import-export/", page(import_export_page), name="rolerequests_import_export"),
            path("export/<slug:name>.json", page(export), name="rolerequests_export"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[UserCategory]:
        """Annotated with the number of roles and of active roles."""
        active = Count("roles", filter=Q(roles__is_active=True))
        categories: QuerySet[UserCategory] = super().get_queryset(request)
        return categories.annotate(number_of_roles=Count("roles"), number_active=active)

    @admin.display(description="roles", ordering="number_of_roles")
    def role_count(self, category: Any) -> str:
        """Such as `3`, or `2 active of 3`."""
        active, number = category.number_active, category.number_of_roles
        return f"{number}" if active == number else f"{active} active of {number}"


@admin.register(Role)
class RoleAdmin(CatalogEntryAdmin):
    """The admin of roles across all categories."""

    form = RoleForm
    list_display = (
        "name",
        "category",
        ACTIVE,
        "order",
        "page_3",
        "source",
        "preview_link",
    )
    list_filter = ("category", "is_active", "source", "asks_state", "asks_organizations", "asks_surveyor")
    list_select_related = ("category",)
    search_fields = ("name", "description", "slug", "category__name")
    fieldsets = (
        (
            "Page 2",
            {"fields": ("category", "name", "slug", "description", "position", "source", "is_active")},
        ),
        ("Page 3", {"fields": ("asks_state", "asks_organizations", "asks_surveyor")}),
    )
    request_field = "role"
    sibling_fields = ("category",)

    def why_not_offered(self, entry: Role) -> str:
        """The category may be inactive, or the server may show only roles of the job aid."""
        if not entry.category.is_active:
            return f"Trainees see it when its category {entry.category} is active."
        return "" if entry.is_offered else "Trainees don't see it: only roles of the job aid are shown here."

    @admin.display(description="page 3 asks")
    def page_3(self, role: Role) -> str:
        """Such as `State, Surveyor`."""
        asks = {
            "State": role.asks_state,
            "Surveyor": role.asks_surveyor,
            "Organizations": role.asks_organizations,
        }
        return ", ".join(label for label, asked in asks.items() if asked) or "nothing"
