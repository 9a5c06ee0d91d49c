"""What the admins of categories and of roles have in common: order, preview, deletion."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from accounts.audit_log import record_changes, snapshot
from accounts.audit_log_admin import AuditLogMixin
from accounts.versions import RetryMixin, VersionMixin
from rolerequests.catalog.admin.activation import ACTIONS, ActivationMixin, counted_uses, protected_uses
from rolerequests.catalog.admin.preview import preview_page
from rolerequests.models import CatalogEntry, Role, RoleRequest, UserCategory


class CatalogEntryAdmin(ActivationMixin, RetryMixin, VersionMixin, AuditLogMixin, admin.ModelAdmin):
    """Base class of the admins of categories and of roles."""

    actions = ACTIONS
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
        self.warn_after_activation(request, [entry])

    def warn_after_activation(self, request: HttpRequest, entries: list[CatalogEntry]) -> None:
        """Add a warning for each category of these entries that page 1 offers and page 2 has no role for."""
        categories = {each.category_id if isinstance(each, Role) else each.pk for each in entries}
        for category in UserCategory.objects.without_active_roles().filter(pk__in=categories):
            self.message_user(
                request,
                f"{category} has no active role, so trainees cannot select a role on page 2. Activate a "
                "role, or deactivate the category.",
                messages.WARNING,
            )

    def hint_for(self, uses: dict[str, str]) -> str:
        """Requests are a record; roles can be deleted."""
        if "submitted request" in uses:
            return "Submitted requests are kept as a record."
        return "To delete it, delete its roles first." if "role" in uses else ""

    def uses_of(self, entry: Any) -> dict[str, str]:
        """With the numbers of requests."""
        requests = RoleRequest.objects.filter(**{self.request_field: entry})
        return {
            **protected_uses(entry, without=[RoleRequest]),
            **counted_uses("submitted request", requests.submitted()),
            **counted_uses("unfinished draft", requests.drafts()),
        }
