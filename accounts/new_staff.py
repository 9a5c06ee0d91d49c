"""Adding staff on one page of the admin: name, User ID, groups; then the password, shown once."""

from collections import defaultdict
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.text import get_text_list
from django.views.decorators.cache import cache_control

from accounts.models import Credentials, KeptPassword, User
from accounts.models.names import free_user_ids
from accounts.passwords import new_password
from accounts.site_address import is_only_here, site_address
from accounts.text import clean_label

NEW_ACCOUNT = "new_staff_account"  # key of the session: the account whose password was not shown yet
USER_ID = "For logging in. Use lower-case letters, digits, . _ and - only."
USER_ID_ERRORS = {"user_id": {"unique": "An account with this User ID already exists."}}
GROUPS = "What the account may do. Without a group it may do nothing."


class GroupsField(forms.ModelMultipleChoiceField):
    """Groups, each with what it may do."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}: {in_words(obj)}"


def in_words(group: Group) -> str:
    """What a group may do: `add and view classes; view organizations`. Prefetch its permissions."""
    verbs: dict[str, list[str]] = defaultdict(list)
    for permission in group.permissions.all():
        verb, _, name = permission.codename.partition("_")
        model = permission.content_type.model_class()
        is_known = model is not None and name == model._meta.model_name
        what = str(model._meta.verbose_name_plural) if is_known else permission.name  # type: ignore[union-attr]
        verbs[what].append(verb if is_known else "")
    by_verbs: dict[str, list[str]] = defaultdict(list)
    for what, each in verbs.items():
        by_verbs[get_text_list(sorted(each), "and")].append(what)
    words = [f"{each} {get_text_list(sorted(what), 'and')}".strip() for each, what in by_verbs.items()]
    return "; ".join(sorted(words)) or "nothing yet"


def with_permissions(groups: Any) -> Any:
    """The groups with what `in_words` needs."""
    return groups.prefetch_related(Prefetch("permissions", Permission.objects.select_related("content_type")))


class NewStaffForm(forms.ModelForm):
    """Adds a staff account with a generated password."""

    class Meta:
        model = User
        fields = ("name", "user_id", "groups")
        help_texts: ClassVar[Any] = {
            "name": "First and last name.",
            "groups": "What the account may do.",
            "user_id": f"{USER_ID} Leave it empty to get one from the name: Ann Lee gets ann-lee.",
        }
        error_messages: ClassVar[Any] = USER_ID_ERRORS | {
            "name": {"required": "Enter the name."},
            "groups": {"required": "Select at least one group."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["groups"].required = True
        self.fields["user_id"].required = False

    def clean(self) -> dict[str, Any]:
        """Propose a User ID if there is none."""
        cleaned = super().clean() or {}
        name = clean_label(cleaned.get("name", ""))
        if name and "user_id" in cleaned and not cleaned["user_id"]:
            (cleaned["user_id"],) = free_user_ids([name])
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Set the password, which is at `password` until the page shows it."""
        self.instance.is_staff = True
        self.password = new_password()
        self.instance.set_password(self.password)
        return super().save(commit)


class NewStaffMixin:
    """Mixin for the admin of users: shows the password of a new account once, on a page of its own."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.new_password_view)
        own = [path("<int:pk>/new-password/", view, name="accounts_user_new_password")]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With JavaScript the proposed User ID is seen while the name is typed."""
        return {} if obj else {"user_id": ("name",)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] is None:
            only_save = {"show_save_and_continue": False, "show_save_and_add_another": False}
            context |= {"title": "Add staff", **only_save}
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        if not change:
            user = form.instance
            KeptPassword.objects.keep([(user, Credentials(user.user_id, form.password))])
            request.session[NEW_ACCOUNT] = user.pk

    def response_add(self, request: HttpRequest, obj: User, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the page with the password."""
        return redirect("admin:accounts_user_new_password", obj.pk)

    @method_decorator(cache_control(no_transform=True))  # shows a password
    def new_password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """User ID and password of a new account, once."""
        user = get_object_or_404(User, pk=pk, is_staff=True)
        if not self.has_change_permission(request, user):  # type: ignore[attr-defined]
            raise PermissionDenied
        password = ""
        # A HEAD request shows nothing.
        if request.session.get(NEW_ACCOUNT) == pk and request.method == "GET":
            del request.session[NEW_ACCOUNT]
            password = KeptPassword.objects.take(user)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Account of {user.name or user.user_id}",
            "opts": self.opts,
            "account": user,
            "password": password,
            "groups": [(each.name, in_words(each)) for each in with_permissions(user.groups)],
            "address": (address := site_address(request)),
            "only_here": is_only_here(address),
        }
        return render(request, "admin/accounts/user/new_password.html", context)
