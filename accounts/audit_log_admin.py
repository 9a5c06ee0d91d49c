"""The audit log in the admin: its list, the History page of an object, and a mixin that writes entries."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString

from accounts import audit_log
from accounts.admin_search import SearchTextMixin, contains
from accounts.audit_log import Action
from accounts.models import AuditEntry
from accounts.put_back import (
    NotPutBackError,
    may_put_back,
    problems_of,
    put_back,
    reversed_changes,
    steps_of,
)
from accounts.templatetags.changes import changed

PER_PAGE = 50


class AuditLogMixin:
    """Mixin for a ModelAdmin: writes to the audit log, and shows the entries of an object as its History.

    Django's own log of the admin is not written.
    """

    def is_audited(self, obj: Any) -> bool:
        """Whether changes of this object are logged."""
        return True

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Also take a snapshot before a change."""
        obj = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if obj is not None and request.method == "POST":
            obj.audit_snapshot = audit_log.snapshot(obj)
        return obj

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if self.is_audited(obj):
            audit_log.record_addition(request.user, obj)  # type: ignore[arg-type] # staff are logged in

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if self.is_audited(obj):
            audit_log.record_changes(request.user, obj, obj.audit_snapshot)  # type: ignore[arg-type]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            if self.is_audited(obj):
                audit_log.record_deletion(request.user, obj)  # type: ignore[arg-type]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Log the objects that were added, changed and deleted in an inline formset."""
        changed = [each.instance.pk for each in formset.initial_forms if each.has_changed()]
        stored = formset.model._default_manager.filter(pk__in=changed)
        before = {obj.pk: audit_log.snapshot(obj) for obj in stored} if changed else {}
        for each in formset.deleted_forms if formset.can_delete else ():
            if each.instance.pk:
                audit_log.record_deletion(request.user, each.instance)  # type: ignore[arg-type]
        super().save_formset(request, form, formset, change)  # type: ignore[misc]
        for obj in formset.new_objects:
            audit_log.record_addition(request.user, obj)  # type: ignore[arg-type]
        for obj, _ in formset.changed_objects:
            audit_log.record_changes(request.user, obj, before[obj.pk])  # type: ignore[arg-type]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().render_change_form(  # type: ignore[misc]
            request, {**context, "has_history": context["original"] is not None}, *args, **kwargs
        )
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The entries about one object, newest first."""
        model_admin: Any = self
        instance = model_admin.get_object(request, object_id)
        if instance is None:
            missing: HttpResponse = model_admin._get_obj_does_not_exist_redirect(
                request, model_admin.opts, object_id
            )
            return missing
        if not model_admin.has_view_or_change_permission(request, instance):
            raise PermissionDenied
        page = Paginator(audit_log.entries_about(instance), PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **model_admin.admin_site.each_context(request),
            "title": f"History: {instance}",
            "opts": model_admin.opts,
            "object": instance,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "entries": [(entry, changed(audit_log.changes_of(entry))) for entry in page],
        }
        return render(request, "admin/accounts/object_history.html", context)


class ActionFilter(admin.SimpleListFilter):
    """Filter by action."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(action, action.capitalize()) for action in Action.values]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(action=self.value()) if self.value() else queryset


class ObjectTypeFilter(admin.SimpleListFilter):
    """Filter by object type, of those that the user may view."""

    title = "type"
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        types = [model._meta for model in audit_log.visible_models(request.user)]  # type: ignore[arg-type]
        return sorted((str(each.model_name), str(each.verbose_name).capitalize()) for each in types)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(content_type__model=self.value()) if self.value() else queryset


class TimestampFilter(admin.DateFieldListFilter):
    """Django's date filter, titled like its column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


@admin.register(AuditEntry)
class AuditEntryAdmin(SearchTextMixin, admin.ModelAdmin):
    """The audit log. Each user sees entries about the types of objects that the user may view."""

    list_display = ("at", "who", "action_label", "object_type", "object_name", "change_list")
    list_display_links = ("at",)
    list_filter = (ActionFilter, ObjectTypeFilter, ("at", TimestampFilter))
    list_per_page = PER_PAGE
    sorts_when_long = ("at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        user: Any = request.user  # staff are logged in
        return audit_log.with_entries_below(audit_log.visible_entries(user), user)

    def matches(self, words: list[str]) -> Q:
        """The entry itself, or one of an import."""
        below = AuditEntry.objects.filter(contains(words), parent__isnull=False).values("parent")
        return contains(words) | Q(pk__in=below)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.put_back_view)
        own = [path("<int:pk>/put-back/", view, name="accounts_auditentry_put_back")]
        return own + super().get_urls()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page of an entry, which nobody changes."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        entry = self.entry_for(request, object_id)
        below = entry.entries.select_related("content_type").order_by("pk")[: PER_PAGE + 1]
        context = {
            "title": f"{entry.object_name}: {entry.action}",
            "changes": audit_log.changes_of(entry),
            "below": [(each, audit_log.changes_of(each)) for each in below[:PER_PAGE]],
            "has_more": len(below) > PER_PAGE,
            "may_put_back": may_put_back(request.user, entry),  # type: ignore[arg-type]
        }
        return self.render_page(request, "admin/accounts/entry.html", entry, context)

    def put_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would be put back, or why it cannot be; with POST do it."""
        entry = self.entry_for(request, str(pk))
        if not may_put_back(request.user, entry):  # type: ignore[arg-type] # staff are logged in
            raise PermissionDenied
        steps = steps_of(entry)
        problems = list(problems_of(entry, steps))
        if request.method == "POST":
            try:
                put_back(entry, request.user)  # type: ignore[arg-type]
            except NotPutBackError as error:
                problems = list(error.args)
            else:
                self.message_user(request, f"Put back: {entry.object_name}.", messages.SUCCESS)
                return redirect("admin:accounts_auditentry_changelist")
        context = {
            "title": f"Put back {entry.object_name}?",
            "problems": problems[:PER_PAGE],
            "steps": [(each, reversed_changes(each)) for each in steps[:PER_PAGE]],
            "number": len(steps),
            "more": max(len(steps) - PER_PAGE, 0),
        }
        return self.render_page(request, "admin/accounts/put_back.html", entry, context)

    def entry_for(self, request: HttpRequest, object_id: str) -> AuditEntry:
        """An entry that the user may see, also one below an import. Raises Http404 or PermissionDenied."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pk = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        entry = get_object_or_404(AuditEntry.objects.select_related("content_type"), pk=pk)
        shown = AuditEntry.objects.filter(pk=entry.parent_id or pk)
        if not audit_log.visible_entries(request.user).filter(pk__in=shown).exists():  # type: ignore[arg-type]
            raise Http404
        return entry

    def render_page(
        self, request: HttpRequest, template: str, entry: AuditEntry, context: dict[str, Any]
    ) -> HttpResponse:
        own = {"entry": entry, "opts": self.opts}
        return render(request, template, {**self.admin_site.each_context(request), **own, **context})

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the list: an entry has no history."""
        return redirect("admin:accounts_auditentry_changelist")

    @admin.display(description="who", ordering="actor_name")
    def who(self, entry: AuditEntry) -> str:
        return audit_log.who(entry)

    @admin.display(description="action", ordering="action")
    def action_label(self, entry: AuditEntry) -> str:
        return entry.action.capitalize()

    @admin.display(description="type", ordering="content_type")
    def object_type(self, entry: AuditEntry) -> str:
        return str(entry.content_type.name) if entry.content_type else ""

    @admin.display(description="changes")
    def change_list(self, entry: Any) -> SafeString:
        below = [(each, audit_log.changes_of(each)) for each in entry.visible_entries]
        number = below[0][0].number if below else 0
        url = reverse("admin:accounts_auditentry_change", args=[entry.pk])
        return changed(audit_log.changes_of(entry), below, number, url)
