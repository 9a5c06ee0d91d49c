"""Identities in the admin: set a password, unlock, start over; nothing that loses a record."""

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User


class SaysWhatProtects:
    """Mixin: who may not delete a thing that requests point to is shown these, not told of missing rights."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        """Django's answer, but for the rights to delete what protects."""
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        return found, counts, set() if protected else perms_needed, protected


@admin.register(User)
class UserAdmin(SaysWhatProtects, DjangoUserAdmin):
    """Practice identities and staff. What is added here is staff: trainees get theirs by themselves."""

    list_display = ("user_id", "is_staff", "is_active", "locked", "sandbox", "last_sign_in", "created_at")
    list_filter = ("is_staff", "is_active", "is_demo", "groups")
    list_select_related = ("sandbox",)
    list_per_page = 50
    search_fields = ("user_id",)
    ordering = ("user_id",)
    readonly_fields = ("is_staff", "is_demo", "sandbox", "last_sign_in", "created_at")
    fieldsets = (
        (None, {"fields": ("user_id", "password", "is_active")}),
        ("Practice", {"fields": ("sandbox", "last_sign_in", "created_at", "is_demo")}),
        ("Staff rights", {"fields": ("is_staff", "is_superuser", "groups", "user_permissions")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("user_id", "usable_password", "password1", "password2"),
                "description": "A staff account; trainees get a practice identity on the sign-in page. "
                "Give it its rights on the next page: it can do nothing before.",
            },
        ),
    )
    actions = ("unlock", "start_over")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the question whether sign-in is locked, at any address."""
        lately = timezone.now() - settings.AXES_COOLOFF_TIME
        failures = AccessAttempt.objects.filter(username=OuterRef("user_id"), attempt_time__gt=lately)
        by_address = failures.order_by().values("ip_address").annotate(total=Sum("failures_since_start"))
        locked = Exists(by_address.filter(total__gte=settings.AXES_FAILURE_LIMIT))
        return User.objects.annotate(sign_in_locked=locked)

    @admin.display(description="locked", boolean=True)
    def locked(self, user: Any) -> bool:
        """Whether some address may not sign in as this user for a while."""
        answer: bool = user.sign_in_locked
        return answer

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """What is added here is staff."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    @admin.action(description="Unlock sign-in of selected users", permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Forget their failed sign-ins, at whatever address."""
        unlocked = sum(reset(username=user.user_id) > 0 for user in queryset)
        self.message_user(request, f"Sign-in unlocked: {unlocked} of {len(queryset)} had failed attempts.")

    @admin.action(description="Start over: empty sandbox for selected trainees", permissions=["change"])
    def start_over(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Move each trainee to a new, empty sandbox; their old ones stay as the record."""
        trainees = [user for user in queryset if user.sandbox_id]
        for user in trainees:
            user.start_over()
        self.message_user(request, f"Started over: {len(trainees)}.")
        if len(trainees) < len(queryset):
            self.message_user(request, "Staff have no sandbox and were left alone.", messages.WARNING)
