"""Pages 1 and 2 as admins edit them: in order, active or not, never in a state that cannot be shown."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import URLPattern, path

from rolerequests.catalog.admin.checks_page import checks_page
from rolerequests.catalog.admin.entries import CatalogEntryAdmin, RequiredMessagesMixin
from rolerequests.catalog.admin.import_export_page import download, import_export_page
from rolerequests.models import Role, UserCategory

MAX_ROLES = 100  # of a category on its page; Django reads 1,000 fields at most, and a role has eleven


class RoleInlineFormSet(BaseInlineFormSet):
    """The roles on their category's page: says beside each which name another one of them has."""

    def clean(self) -> None:
        """Compare names as typed with each other, and with those stored: rows are saved one by one."""
        super().clean()
        stored = Role.objects.filter(category=self.instance.pk).values_list("pk", "name")
        typed = [(form, form.cleaned_data.get("name", "").casefold()) for form in self.forms]
        for form, name in typed:
            if not name or "name" not in form.changed_data:
                continue
            if any(other == name for each, other in typed if each is not form):
                form.add_error("name", "Another role of this category has this name. Write another one.")
            elif any(other.casefold() == name for pk, other in stored if pk != form.instance.pk):
                form.add_error(
                    "name",
                    "Another role of this category still has this name. Give that one another name and save "
                    "it first.",
                )


class RoleInline(RequiredMessagesMixin, admin.StackedInline):
    """The roles of a category, in their order; one is deleted on its own page."""

    model = Role
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
    """Page 1's answers, with page 2's inline."""

    list_display = ("name", "is_active", "order", "role_count", "description", "preview_link")
    list_filter = ("is_active",)
    search_fields = ("name", "description", "slug")
    fields = ("name", "slug", "description", "position", "is_active")
    inlines = (RoleInline,)
    requests_by = "category"

    def get_urls(self) -> list[URLPattern]:
        """Beside those: the doctor and the files, which are about the whole catalog."""

        def page(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, **kwargs: view(self, request, **kwargs))

        own = [
            path("checks/", page(checks_page), name="rolerequests_checks"),
            path("import-export/", page(import_export_page), name="rolerequests_import_export"),
            path("export/<slug:name>.json", page(download), name="rolerequests_export"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[UserCategory]:
        """With the number of roles, and of those that are active."""
        active = Count("roles", filter=Q(roles__is_active=True))
        categories: QuerySet[UserCategory] = super().get_queryset(request)
        return categories.annotate(number_of_roles=Count("roles"), number_active=active)

    @admin.display(description="roles", ordering="number_of_roles")
    def role_count(self, category: Any) -> str:
        """How many roles page 2 can offer for it, and how many of all that is."""
        active, number = category.number_active, category.number_of_roles
        return f"{number}" if active == number else f"{active} active of {number}"

    def what_points_to(self, answer: UserCategory) -> dict[str, int]:
        """Its roles too."""
        number = answer.roles.count()
        return ({"role": number} if number else {}) | super().what_points_to(answer)


@admin.register(Role)
class RoleAdmin(CatalogEntryAdmin):
    """Page 2's answers across all categories, and what page 3 asks."""

    list_display = (
        "name",
        "category",
        "is_active",
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
    requests_by = "role"
    siblings_share = ("category",)

    def unseen_until(self, answer: Role) -> str:
        """Its category may be inactive, and the setting may leave it out."""
        if not answer.category.is_active:
            return f"trainees see it once its category {answer.category} is active"
        return (
            "" if answer.is_offered else "trainees do not see it, as only the job aid's roles are shown here"
        )

    @admin.display(description="page 3 asks")
    def page_3(self, role: Role) -> str:
        """In a few words."""
        asks = {
            "State": role.asks_state,
            "Surveyor": role.asks_surveyor,
            "Organizations": role.asks_organizations,
        }
        return ", ".join(what for what, asked in asks.items() if asked) or "nothing"
