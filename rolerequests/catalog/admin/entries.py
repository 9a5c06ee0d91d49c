"""What the admins of categories and of roles have in common: order, activation, preview, deletion."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from accounts.audit_log import record_changes, snapshot
from accounts.audit_log_admin import AuditLogMixin
from accounts.large_lists import count_up_to_limit, in_words
from accounts.versions import RetryMixin, VersionMixin
from rolerequests.catalog.admin.preview import preview_page
from rolerequests.models import CatalogEntry, Role, RoleRequest, UserCategory


class CatalogEntryAdmin(RetryMixin, VersionMixin, AuditLogMixin, admin.ModelAdmin):
    """Base class of the admins of categories and of roles."""

    actions = ("activate", "deactivate")
    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 50

    # The field of RoleRequest that refers to the entry.
    request_field = ""
    # The fields whose values siblings share.
    sibling_fields: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name=f"{name}_preview"),
            path("<int:pk>/move/", self.admin_site.admin_view(self.move), name=f"{name}_move"),
        ]
        return own + super().get_urls()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the deletion of many: the delete page says what prevents the deletion of one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Without the move buttons for users who cannot change the order."""
        columns = list(super().get_list_display(request))
        return [each for each in columns if each != "order" or self.has_change_permission(request)]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without buttons to add or change the category beside its field."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Annotated with `one_before` and `one_after`, for the move buttons."""
        siblings = self.model.objects.filter(**{name: OuterRef(name) for name in self.sibling_fields})
        same = Q(position=OuterRef("position"))
        before = Q(position__lt=OuterRef("position")) | same & Q(name__lt=OuterRef("name"))
        after = Q(position__gt=OuterRef("position")) | same & Q(name__gt=OuterRef("name"))
        neighbors = {
            "one_before": Exists(siblings.filter(before)),
            "one_after": Exists(siblings.filter(after)),
        }
        entries: QuerySet[Any] = super().get_queryset(request).annotate(**neighbors)
        return entries

    @admin.display(description="order", ordering="position")
    def order(self, entry: Any) -> SafeString:
        """The position and the move buttons. The first entry cannot move up, the last cannot move down."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_move", args=[entry.pk])
        return render_to_string("rolerequests/catalog/move_buttons.html", {"entry": entry, "url": url})

    @admin.display(description="preview")
    def preview_link(self, entry: CatalogEntry) -> SafeString:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", args=[entry.pk])
        return render_to_string("rolerequests/catalog/preview_link.html", {"entry": entry, "url": url})

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move an entry up (`by` is -1) or down (1) among its siblings, and return to the list."""
        entry = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        if request.method != "POST":  # the log-in page redirects here after a session that ended
            self.message_user(request, f"{entry} was not moved. Select the button again.", messages.WARNING)
            return self.redirect_to_list(request, pk)
        by = -1 if request.POST.get("by") == "-1" else 1
        direction = "up" if by < 0 else "down"
        before = snapshot(entry)
        if entry.move(by):
            entry.refresh_from_db()
            record_changes(request.user, entry, before)  # type: ignore[arg-type] # staff are logged in
            self.message_user(request, f"{entry} was moved {direction}.", messages.SUCCESS)
        else:
            self.message_user(request, f"{entry} cannot be moved further {direction}.", messages.WARNING)
        return self.redirect_to_list(request, pk)

    def redirect_to_list(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """To the list with its filters, at the row of the entry."""
        referer = request.headers.get("Referer", "")
        is_own = url_has_allowed_host_and_scheme(referer, {request.get_host()})
        query = referer.partition("#")[0].partition("?")[2] if is_own else ""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"{url}{'?' if query else ''}{query}#order-{pk}")

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The three pages of the wizard as trainees would see them if the entry were active."""
        entry = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        return preview_page(request, entry)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With a link to the preview."""
        context = {"preview": True, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Add messages if trainees do not see the entry, or if it leaves page 2 without roles."""
        super().save_related(request, form, formsets, change)
        entry = form.instance
        if not entry.is_active:
            self.message_user(request, f"{entry} is inactive. Trainees don't see it.", messages.INFO)
        elif reason := self.why_not_offered(entry):
            self.message_user(request, f"{entry} is active. {reason}", messages.INFO)
        self.warn_of_categories_without_roles(request, [entry])

    def why_not_offered(self, entry: Any) -> str:
        """Why trainees do not see an active entry, as a sentence; '' if they do."""
        return ""

    def warn_of_categories_without_roles(self, request: HttpRequest, entries: list[CatalogEntry]) -> None:
        """Add a warning for each category of these entries that page 1 offers and page 2 has no role for."""
        categories = {each.category_id if isinstance(each, Role) else each.pk for each in entries}
        for category in UserCategory.objects.without_active_roles().filter(pk__in=categories):
            self.message_user(
                request,
                f"{category} has no active role, so trainees cannot select a role on page 2. Activate a "
                "role, or deactivate the category.",
                messages.WARNING,
            )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The confirmation, or if the entry is in use, the reasons and the button to deactivate it."""
        entry = self.get_object(request, object_id)
        if entry is None or not self.has_delete_permission(request, entry):
            return super().delete_view(request, object_id, extra_context)
        if not (counts := self.counts_of_uses(entry)):
            return super().delete_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{entry} cannot be deleted",
            "entry": entry,
            "uses": [
                f"{in_words(number)} {name}{'s' if number > 1 else ''}" for name, number in counts.items()
            ],
            "has_requests": "submitted request" in counts,
            "has_roles": "role" in counts,
            "may_change": self.has_change_permission(request, entry),
            "opts": self.opts,
        }
        return render(request, "rolerequests/catalog/not_deleted.html", context)

    def counts_of_uses(self, entry: Any) -> dict[str, int]:
        """How many objects of each kind refer to the entry, by name in the singular; empty if none does."""
        requests = RoleRequest.objects.filter(**{self.request_field: entry})
        counts = {
            "submitted request": count_up_to_limit(requests.submitted()),
            "unfinished draft": count_up_to_limit(requests.drafts()),
        }
        return {name: number for name, number in counts.items() if number}

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Activate the selected entries that are inactive and valid."""
        inactive, activated = list(queryset.filter(is_active=False)), []
        for entry in inactive:
            entry.is_active = True
            try:
                entry.full_clean()
            except ValidationError as error:
                reasons = " ".join(error.messages)
                self.message_user(request, f"{entry} stays inactive. {reasons}", messages.ERROR)
                continue
            self.save_is_active(request, entry, self.why_not_offered(entry) or "Trainees see it now.")
            activated.append(entry)
        if not inactive:
            self.message_user(
                request, "Nothing was changed. The selected entries are already active.", messages.INFO
            )
        self.warn_of_categories_without_roles(request, activated)

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Deactivate the selected entries that are active. Requests stay."""
        active = list(queryset.filter(is_active=True))
        for entry in active:
            entry.is_active = False
            self.save_is_active(request, entry, "Trainees no longer see it.")
        if not active:
            self.message_user(
                request, "Nothing was changed. The selected entries are already inactive.", messages.INFO
            )
        self.warn_of_categories_without_roles(request, active)

    def save_is_active(self, request: HttpRequest, entry: Any, effect: str) -> None:
        """Store, log and report whether the entry is active; `effect` is a sentence about trainees."""
        entry.save(update_fields=["is_active"])
        before = snapshot(entry) | {"is_active": "no" if entry.is_active else "yes"}
        record_changes(request.user, entry, before)  # type: ignore[arg-type] # staff are logged in
        state = "active" if entry.is_active else "inactive"
        self.message_user(request, f"{entry} is {state}. {effect}", messages.SUCCESS)
