"""Organizations in the admin: list, form, closing and reopening. None is deleted."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path

from accounts.admin_columns import worded
from accounts.asks_first import asks_first
from accounts.audit_log import record_changes, snapshot
from accounts.audit_log_admin import AuditLogMixin
from accounts.large_lists import count_up_to_limit, in_words
from accounts.versions import RetryMixin, VersionedForm, VersionMixin
from rolerequests.models import Organization, RequestedOrganization
from rolerequests.models.ccn import normalized
from rolerequests.models.choices import Status
from rolerequests.organizations.import_export_page import export, import_export_page
from rolerequests.organizations.search import Search, find

SHOWN_USES = 10
CLOSED = "Requests that name a closed organization stay. It can no longer be added."
OPEN = "Trainees can add what is open."


class CodeField(forms.ModelChoiceField):
    """An organization, entered by its CCN or code: there are too many to choose from."""

    default_error_messages: ClassVar[Any] = {"invalid_choice": "There is no organization %(value)s."}

    def __init__(self, **options: Any) -> None:
        super().__init__(Organization.objects.all(), to_field_name="code", widget=forms.TextInput, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(normalized(value or ""))

    def prepare_value(self, value: Any) -> Any:
        """The stored organization as people read its code; what was typed as it is."""
        if isinstance(value, int):
            value = Organization.objects.get(pk=value)
        return value.written_code if isinstance(value, Organization) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(normalized(self.prepare_value(initial) or "") != normalized(data or ""))


class OrganizationForm(VersionedForm):
    """Adds, changes, closes or reopens an organization."""

    replaced_by = CodeField(
        required=False,
        help_text="After a change of ownership: the CCN or code of the organization that replaced this one.",
    )

    class Meta:
        model = Organization
        fields = ("code", "name", "kind", "state", "city", "is_open", "replaced_by")
        help_texts: ClassVar[Any] = {
            "code": "A CCN such as 36-8498 or 36C0009998; for accrediting organizations and contractors a "
            "code such as AO01. Hyphens and capitals do not matter.",
            "name": "Invent one that begins with Training. Never enter a real facility.",
            "is_open": "Trainees can add it to a request. A closed one is found, but cannot be added.",
        }
        error_messages: ClassVar[Any] = {
            "code": {
                "required": "Enter a CCN or code.",
                "unique": "Another organization has this CCN or code.",
            },
            "name": {"required": "Enter a name."},
            "kind": {"required": "Select a kind."},
            "state": {"required": "Select a state."},
            "city": {"required": "Enter a city."},
        }

    def clean(self) -> dict[str, Any]:
        """An organization that is reopened is no longer replaced."""
        cleaned = super().clean()
        if (
            cleaned.get("is_open")
            and "is_open" in self.changed_data
            and "replaced_by" not in self.changed_data
        ):
            cleaned["replaced_by"] = None
        return cleaned


OPEN_OR_CLOSED = worded("is_open", "Open", "Closed", "open or closed")


@admin.register(Organization)
class OrganizationAdmin(RetryMixin, VersionMixin, AuditLogMixin, admin.ModelAdmin):
    """The admin of organizations. The search is that of page 3, in all groups."""

    form = OrganizationForm
    list_display = ("ccn", "name", "kind", "city", "state", OPEN_OR_CLOSED, "replacement")
    list_display_links = ("ccn", "name")
    list_filter = ("is_open", "kind", "state")
    list_select_related = ("replaced_by",)
    list_per_page = 50
    sorts_when_long = ("ccn",)
    search_fields = ("code",)  # shows the search; get_search_results() does it
    ordering = ("code",)
    actions = ("close", "reopen")
    fieldsets = (
        (None, {"fields": ("code", "name", "kind", "state", "city")}),
        ("Open or closed", {"fields": ("is_open", "replaced_by")}),
    )

    def get_urls(self) -> list[URLPattern]:
        """With the pages of import and export."""

        def page(view: Callable[..., HttpResponseBase]) -> Any:
            return self.admin_site.admin_view(lambda request: view(self, request))

        own = [
            path("import-export/", page(import_export_page), name="rolerequests_organization_import_export"),
            path("export/organizations.csv", page(export), name="rolerequests_organization_export"),
        ]
        return own + super().get_urls()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code that requests name stays: another organization, with another code, replaces this one."""
        return ("code",) if obj is not None and obj.requested.exists() else ()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With where the organization is used."""
        pk = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        context = {"uses": uses_of(pk), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        exact = queryset.filter(code=normalized(search_term))
        if exact.exists():
            return exact, False
        found = find(Search(search_term))
        return queryset.filter(found.condition if found.keys is None else Q(pk__in=found.keys)), False

    @admin.display(description="CCN or code", ordering="code")
    def ccn(self, organization: Organization) -> str:
        return organization.written_code

    @admin.display(description="replaced by")
    def replacement(self, organization: Organization) -> str:
        return organization.replaced_by.written_code if organization.replaced_by else ""

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_open and "is_open" in form.changed_data:
            self.message_user(request, f"{obj} is closed. {CLOSED}", messages.INFO)

    @admin.action(description="Close", permissions=["change"])
    @asks_first("Close {}?", CLOSED)
    def close(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        """Close the selected organizations that are open."""
        self.set_open(request, queryset, is_open=False)

    @admin.action(description="Reopen", permissions=["change"])
    @asks_first("Reopen {}?", f"{OPEN} Nothing replaces them any more.")
    def reopen(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        """Reopen the selected organizations that are closed. Then nothing replaces them."""
        self.set_open(request, queryset, is_open=True)

    def set_open(self, request: HttpRequest, queryset: QuerySet[Organization], *, is_open: bool) -> None:
        """Store, log and report whether the selected organizations are open."""
        changed = list(queryset.filter(is_open=not is_open))
        with transaction.atomic():
            for organization in changed:
                before = snapshot(organization)
                organization.is_open, organization.replaced_by = is_open, None
                organization.save(update_fields=["is_open", "replaced_by"])
                record_changes(request.user, organization, before)  # type: ignore[arg-type] # staff
        state = "open" if is_open else "closed"
        if not changed:
            words = f"Nothing was changed. The selected organizations are already {state}."
            self.message_user(request, words, messages.INFO)
            return
        what = str(changed[0]) if len(changed) == 1 else f"{len(changed)} organizations"
        verb = "is" if len(changed) == 1 else "are"
        self.message_user(request, f"{what} {verb} {state}. {OPEN if is_open else CLOSED}", messages.SUCCESS)


def uses_of(organization: int) -> dict[str, Any]:
    """What refers to the organization with this key, for its page."""
    requested = RequestedOrganization.objects.filter(organization=organization)
    submitted = requested.exclude(role_request__status=Status.DRAFT)
    newest = submitted.order_by("-pk").select_related("role_request__requester", "role_request__role")
    return {
        "number": in_words(count_up_to_limit(submitted)),
        "newest": [each.role_request for each in newest[:SHOWN_USES]],
        "drafts": in_words(count_up_to_limit(requested.filter(role_request__status=Status.DRAFT))),
        "replaces": Organization.objects.filter(replaced_by=organization)[:SHOWN_USES],
    }
