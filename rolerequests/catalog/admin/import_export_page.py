"""The admin page of import and export: the preview of a file comes before its changes are applied."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rolerequests.catalog.import_export import FILES, MAX_BYTES, file_content, plan_import, rows_of
from rolerequests.catalog.plan import Plan, apply
from rolerequests.uploads import FileError, UploadForm

CHANGED_SINCE = "The catalog changed after you opened this preview. Review the new preview."


class CatalogUploadForm(UploadForm):
    """A file of categories or roles."""

    max_bytes = MAX_BYTES
    file_label = "A file of categories or roles"
    file_help = "A JSON file that was exported here or from another simulator. You can edit it before."

    def check(self, data: bytes) -> None:
        self.cleaned_data["rows"] = rows_of(data)


def import_export_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The links for export and the form for import; after an upload the preview. `digest` confirms it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    may_import = may_change_catalog(request)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CatalogUploadForm(*sent)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": "Import and export",
        "opts": model_admin.opts,
        "may_import": may_import,
        "files": FILES,
        "form": form,
    }
    if form.is_valid():
        plan = plan_import(form.cleaned_data["rows"])
        if form.cleaned_data["digest"] and apply_confirmed(model_admin, request, form, plan):
            return redirect("admin:rolerequests_import_export")
        context |= {"plan": plan, "content": form.cleaned_data["packed"], "title": "Preview changes"}
    return render(request, "rolerequests/catalog/import_export.html", context)


def apply_confirmed(model_admin: Any, request: HttpRequest, form: CatalogUploadForm, plan: Plan) -> bool:
    """Apply the plan if it is the one that was confirmed; False, with a message, if it is not."""
    if plan.digest != form.cleaned_data["digest"] or plan.errors:
        model_admin.message_user(request, CHANGED_SINCE, messages.WARNING)
        return False
    try:
        apply(plan, request.user)  # type: ignore[arg-type] # staff are logged in
    except FileError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return False
    counts = f"{len(plan.added)} added, {len(plan.changed)} changed"
    model_admin.message_user(request, f"The changes were applied: {counts}.", messages.SUCCESS)
    return True


def may_change_catalog(request: HttpRequest) -> bool:
    """Whether the user may add and change both categories and roles."""
    permissions = [
        f"rolerequests.{action}_{name}" for action in ("add", "change") for name in ("usercategory", "role")
    ]
    return request.user.is_active and request.user.has_perms(permissions)


def export(model_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    """`categories.json` or `roles.json`, byte for byte as the repository would keep it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if name not in FILES:
        raise Http404
    response = HttpResponse(file_content(name), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response
