"""The preview of an import: what a file would change, shown before the changes are applied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from rolerequests.uploads import MAX_ERRORS, FileError, UploadForm

CHANGED_SINCE = (
    "Someone changed what the file is about after you opened this preview. Review the new preview."
)


@dataclass
class ImportPlan:
    """What a file would add and change, what it leaves as it is, and its errors.

    `not_in_file` has objects of the kinds in the file only: a file of roles says nothing about categories.
    `errors` are sentences, each with the number of its row. A plan with errors cannot be applied.
    """

    added: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    unchanged: list[Any] = field(default_factory=list)
    not_in_file: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return bool(self.added or self.changed)

    @property
    def left_count(self) -> int:
        """Number of objects that stay as they are, of the kinds that the file has."""
        return len(self.unchanged) + len(self.not_in_file)

    @property
    def unchanged_by_kind(self) -> list[tuple[str, list[models.Model]]]:
        return by_kind(self.unchanged)

    @property
    def not_in_file_by_kind(self) -> list[tuple[str, list[models.Model]]]:
        return by_kind(self.not_in_file)

    @property
    def first_errors(self) -> list[str]:
        return self.errors[:MAX_ERRORS]

    @property
    def more_errors(self) -> int:
        """Number of errors after the first ones."""
        return len(self.errors) - len(self.first_errors)

    @property
    def digest(self) -> str:
        """A fingerprint of the changes, which differs if what is stored changed since."""
        return sha256("\n".join(self.lines()).encode()).hexdigest()

    def lines(self) -> Iterable[str]:
        """All changes, as texts."""
        raise NotImplementedError


def by_kind(objects: list[Any]) -> list[tuple[str, list[models.Model]]]:
    """The objects of each kind, after their number in words: `1 role`, `2 user categories`."""
    kinds: dict[type[models.Model], list[models.Model]] = {}
    for each in objects:
        kinds.setdefault(type(each), []).append(each)
    return [(count_in_words(kind, len(same)), same) for kind, same in kinds.items()]


def count_in_words(kind: type[models.Model], number: int) -> str:
    """Such as `1 role` or `2 user categories`."""
    meta = kind._meta
    return f"{number} {meta.verbose_name if number == 1 else meta.verbose_name_plural}"


@dataclass(frozen=True)
class ImportPage:
    """What the page of an import is about. `plan` reads the cleaned data of a valid form."""

    url_name: str
    title: str
    template: str
    form_class: type[UploadForm]
    models: tuple[type[models.Model], ...]  # whose objects are imported
    permissions: tuple[str, ...]
    plan: Callable[[dict[str, Any]], ImportPlan]
    apply: Callable[[Any, User], None]
    context: dict[str, Any] = field(default_factory=dict)


def import_page(model_admin: Any, request: HttpRequest, page: ImportPage) -> HttpResponse:
    """The links for export and the form for import; after an upload the preview. `digest` confirms it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    may_import = request.user.is_active and request.user.has_perms(page.permissions)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = page.form_class(*sent)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": page.title,
        "page_title": page.title,
        "page_url": reverse(f"admin:{page.url_name}"),
        "opts": model_admin.opts,
        "may_import": may_import,
        "form": form,
        **page.context,
    }
    if form.is_valid():
        if form.cleaned_data["digest"] and apply_confirmed(model_admin, request, form, page):
            return redirect(context["page_url"])
        plan = page.plan(form.cleaned_data)
        context |= {"plan": plan, "content": form.cleaned_data["packed"], "title": "Preview changes"}
    return render(request, page.template, context)


def apply_confirmed(model_admin: Any, request: HttpRequest, form: UploadForm, page: ImportPage) -> bool:
    """Apply the plan if it is the one that was confirmed; False, with a message, if it is not."""
    try:
        with transaction.atomic():
            lock(page.models)
            plan = page.plan(form.cleaned_data)
            is_confirmed = plan.digest == form.cleaned_data["digest"] and not plan.errors
            if is_confirmed:
                page.apply(plan, request.user)  # type: ignore[arg-type] # staff are logged in
    except FileError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return False
    if not is_confirmed:
        model_admin.message_user(request, CHANGED_SINCE, messages.WARNING)
        return False
    counts = f"{len(plan.added)} added, {len(plan.changed)} changed"
    model_admin.message_user(request, f"The changes were applied: {counts}.", messages.SUCCESS)
    return True


def lock(kinds: Iterable[type[models.Model]]) -> None:
    """Let all who would change these objects wait for the end of the transaction, also a second click."""
    for kind in kinds:
        list(kind._default_manager.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def json_file(content: str, name: str) -> HttpResponse:
    """The response that downloads a JSON file."""
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
