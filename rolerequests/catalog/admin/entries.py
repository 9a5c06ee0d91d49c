"""What the admins of categories and of roles have in common: order, active or not, preview, deletion."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from accounts.audit_log import record_changes, snapshot
from accounts.audit_log_admin import AuditLogMixin
from rolerequests.catalog.admin.preview import preview_page
from rolerequests.models import CatalogEntry, Role, RoleRequest, UserCategory
from rolerequests.models.choices import Status


class RequiredMessagesMixin:
    """Mixin for a form of the catalog: a field that must be filled in says what to do."""

    required = {
        "name": "Write the label of its tile.",
        "slug": "Write a short name, such as state-agency.",
        "category": "Choose the category that it belongs to.",
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Django's field; without a number it comes last; no buttons to edit its category beside it."""
        if sentence := self.required.get(db_field.name):
            kwargs["error_messages"] = {"required": sentence}
        if db_field.name == "position":
            kwargs |= {"required": False, "initial": None}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class CatalogEntryAdmin(RequiredMessagesMixin, AuditLogMixin, admin.ModelAdmin):
    """What the admins of categories and of roles have in common."""

    actions = ("activate", "deactivate")
    prepopulated_fields = {"slug": ("name",)}
    list_per_page = 50

    # Requests of a category have it in this field, those of a role in that one.
    requests_by = ""
    # What those have in common that stand on one page.
    siblings_share: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        """Beside Django's pages: the preview, and the buttons that move one up or down."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name=f"{name}_preview"),
            path("<int:pk>/move/", self.admin_site.admin_view(self.move), name=f"{name}_move"),
        ]
        return own + super().get_urls()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One thing is deleted at a time, on its own page, which says what speaks against it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Who may only look gets no buttons."""
        columns = list(super().get_list_display(request))
        return [each for each in columns if each != "order" or self.has_change_permission(request)]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the questions whether one stands before and one after, for the buttons that move."""
        siblings = self.model.objects.filter(**{name: OuterRef(name) for name in self.siblings_share})
        same = Q(position=OuterRef("position"))
        before = Q(position__lt=OuterRef("position")) | same & Q(name__lt=OuterRef("name"))
        after = Q(position__gt=OuterRef("position")) | same & Q(name__gt=OuterRef("name"))
        asked = {"one_before": Exists(siblings.filter(before)), "one_after": Exists(siblings.filter(after))}
        answers: QuerySet[Any] = super().get_queryset(request).annotate(**asked)
        return answers

    @admin.display(description="order", ordering="position")
    def order(self, answer: Any) -> SafeString:
        """Its number, and the buttons that move it: the first cannot go up, nor the last down."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_move", args=[answer.pk])
        return render_to_string("rolerequests/catalog/move_buttons.html", {"answer": answer, "url": url})

    @admin.display(description="preview")
    def preview_link(self, answer: CatalogEntry) -> SafeString:
        """To the three pages as a trainee would get them."""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", args=[answer.pk])
        return render_to_string("rolerequests/catalog/preview_link.html", {"answer": answer, "url": url})

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move one up (`by` is -1) or down (1) among its siblings, and go back to the list as it was."""
        answer = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, answer):
            raise PermissionDenied
        if request.method != "POST":  # who was signed out meanwhile comes back from signing in like this
            self.message_user(request, f"{answer} was not moved. Press the button again.", messages.WARNING)
            return self.back_to_list(request, pk)
        by = -1 if request.POST.get("by") == "-1" else 1
        where = "up" if by < 0 else "down"
        before = snapshot(answer)
        if answer.move(by):
            answer.refresh_from_db()
            record_changes(request.user, answer, before)  # type: ignore[arg-type] # staff are logged in
            self.message_user(request, f"{answer} is moved {where}.", messages.SUCCESS)
        else:
            self.message_user(request, f"{answer} cannot be moved further {where}.", messages.WARNING)
        return self.back_to_list(request, pk)

    def back_to_list(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        """The list with its filters, at the row where the button was pressed."""
        came_from = request.headers.get("Referer", "")
        own = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
        query = came_from.partition("#")[0].partition("?")[2] if own else ""
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return redirect(f"{url}{'?' if query else ''}{query}#order-{pk}")

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The three pages as a trainee would get them, if this were active."""
        answer = get_object_or_404(self.model, pk=pk)
        if not self.has_view_permission(request, answer):
            raise PermissionDenied
        return preview_page(request, answer)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page, with a way to the preview."""
        context = {"preview": True, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's page; if another one took the name or slug meanwhile, asked again it says so in words."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Say so if trainees do not see what was saved, or see what leads them nowhere."""
        super().save_related(request, form, formsets, change)
        answer = form.instance
        if not answer.is_active:
            self.message_user(request, f"{answer} is inactive: trainees do not see it yet.", messages.INFO)
        elif why := self.unseen_until(answer):
            self.message_user(request, f"{answer} is active; {why}.", messages.INFO)
        self.warn_of_dead_ends(request, [answer])

    def unseen_until(self, answer: Any) -> str:
        """Why trainees do not see it though it is active; '' if they do."""
        return ""

    def warn_of_dead_ends(self, request: HttpRequest, answers: list[CatalogEntry]) -> None:
        """Say of which of their categories page 1 leads to a page 2 with nothing to select."""
        categories = {each.category_id if isinstance(each, Role) else each.pk for each in answers}
        for category in UserCategory.objects.dead_ends().filter(pk__in=categories):
            self.message_user(
                request,
                f"{category} has no active role, so page 2 is a dead end: activate a role, or deactivate the "
                "category.",
                messages.WARNING,
            )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's page, unless something points to it: then why not, and what to do instead."""
        answer = self.get_object(request, object_id)
        if answer is None or not self.has_delete_permission(request, answer):
            return super().delete_view(request, object_id, extra_context)
        if not (counts := self.what_points_to(answer)):
            return super().delete_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{answer} cannot be deleted",
            "answer": answer,
            "reasons": [f"{number} {what}{'s' if number > 1 else ''}" for what, number in counts.items()],
            "was_requested": "submitted request" in counts,
            "has_roles": "role" in counts,
            "may_change": self.has_change_permission(request, answer),
            "opts": self.opts,
        }
        return render(request, "rolerequests/catalog/not_deleted.html", context)

    def what_points_to(self, answer: Any) -> dict[str, int]:
        """How many of what speak against deleting it; nothing if it can be deleted."""
        requests = RoleRequest.objects.filter(**{self.requests_by: answer}).aggregate(
            submitted=Count("pk", filter=~Q(status=Status.DRAFT)),
            drafts=Count("pk", filter=Q(status=Status.DRAFT)),
        )
        counts = {"submitted request": requests["submitted"], "unfinished draft": requests["drafts"]}
        return {what: number for what, number in counts.items() if number}

    @admin.action(description="Activate: show the selected to trainees", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Show those that are inactive, but for those that are not finished."""
        inactive, activated = list(queryset.filter(is_active=False)), []
        for answer in inactive:
            answer.is_active = True
            try:
                answer.full_clean()
            except ValidationError as error:
                self.message_user(
                    request, f"{answer} stays inactive: {' '.join(error.messages)}", messages.ERROR
                )
                continue
            why = self.unseen_until(answer)
            self.switch(request, answer, f"active; {why}" if why else "active: trainees see it now")
            activated.append(answer)
        if not inactive:
            self.message_user(
                request, "Nothing is changed: what you selected is active already.", messages.INFO
            )
        self.warn_of_dead_ends(request, activated)

    @admin.action(description="Deactivate: take the selected away from trainees", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take those that are active away; what was requested stays."""
        active = list(queryset.filter(is_active=True))
        for answer in active:
            answer.is_active = False
            self.switch(request, answer, "inactive: trainees do not see it any more")
        if not active:
            self.message_user(
                request, "Nothing is changed: what you selected is inactive already.", messages.INFO
            )
        self.warn_of_dead_ends(request, active)

    def switch(self, request: HttpRequest, answer: Any, how: str) -> None:
        """Store it and say how it is now."""
        answer.save(update_fields=["is_active"])
        before = snapshot(answer) | {"is_active": "no" if answer.is_active else "yes"}
        record_changes(request.user, answer, before)  # type: ignore[arg-type] # staff are logged in
        self.message_user(request, f"{answer} is {how}.", messages.SUCCESS)
