"""Who may do what to which user or group in the admin."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.new_staff import GroupsField, with_permissions
from accounts.rights import groups_within, leaves_no_superuser, may_manage, permissions_within

LAST_SUPERUSER = "No superuser who can log in would be left. Add another superuser first."


class UserRightsMixin:
    """Mixin for the admin of users: staff can neither give nor gain rights beyond their own.

    Staff who may change classes see trainees, and can unlock them.
    """

    def has_unlock_permission(self, request: HttpRequest) -> bool:
        """Whether the user may unlock trainees (and other users, if the list shows them)."""
        may_change: bool = self.has_change_permission(request)
        return may_change or request.user.has_perm("accounts.change_trainingclass")

    def sees_all(self, request: HttpRequest) -> bool:
        """Whether the user may view staff accounts too."""
        allowed: bool = super().has_view_permission(request)  # type: ignore[misc]
        return allowed

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_trainee = obj is None or obj.sandbox_id is not None
        return self.sees_all(request) or (is_trainee and self.has_unlock_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and manages(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and manages(request, obj)  # type: ignore[misc]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The user. Raises PermissionDenied for one that the list does not show."""
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if found is None and not self.sees_all(request):
            raise PermissionDenied
        return found

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        users: QuerySet[User] = super().get_queryset(request)  # type: ignore[misc]
        return users if self.sees_all(request) else users.filter(sandbox__isnull=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))  # type: ignore[misc]
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the password, which links to its page, if the user may not change it."""
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, options | {"fields": [each for each in options["fields"] if each != "password_is"]})
            for title, options in fieldsets
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            groups = groups_within(request.user)  # type: ignore[arg-type] # staff are logged in
            kwargs |= {"queryset": with_permissions(groups), "form_class": GroupsField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[Any], Any]:
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        if leaves_no_superuser({user.pk for user in objs}):
            protected = [*protected, LAST_SUPERUSER]
        return found, counts, perms_needed, protected


class GroupRightsMixin:
    """Mixin for the admin of groups: only permissions that the user has can be given or taken away."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_within(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_within(request, obj)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = permissions_within(request.user)  # type: ignore[arg-type] # staff are logged in
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


def manages(request: HttpRequest, user: User | None) -> bool:
    """Whether the user of the request has all rights of `user`; True for None."""
    return user is None or may_manage(request.user, user)  # type: ignore[arg-type] # staff are logged in


def is_within(request: HttpRequest, group: Group | None) -> bool:
    """Whether the user of the request has all rights of `group`; True for None."""
    return group is None or groups_within(request.user).filter(pk=group.pk).exists()  # type: ignore[arg-type]
