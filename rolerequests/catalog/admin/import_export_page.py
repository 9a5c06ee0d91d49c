"""The catalog as files in the admin: download, upload, and in between a look at what would change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rolerequests.catalog.import_export import FILES, MAX_BYTES, plan_import, rows_of
from rolerequests.catalog.import_export import file_content as file_content
from rolerequests.catalog.plan import CatalogFileError, Plan, apply


class UploadForm(forms.Form):
    """A file of the catalog; what it holds is kept in the page between the look and the confirmation."""

    file = forms.FileField(
        label="A file of categories or roles",
        required=False,
        help_text="One that was downloaded here or from another trainer, edited or as it was.",
        error_messages={"empty": "The file is empty."},
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Read the rows. Says in one sentence what is wrong with a file that is no catalog."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        uploaded = cleaned.get("file")
        if not uploaded and not cleaned.get("content"):
            raise ValidationError({"file": "Choose a file."})
        try:
            # A huge file is refused without taking all of it into memory.
            data = uploaded.read(MAX_BYTES + 1) if uploaded else cleaned["content"].encode()
            cleaned["rows"] = rows_of(data)
        except CatalogFileError as error:
            raise ValidationError({"file": str(error)}) from None
        cleaned["content"] = data.decode("utf-8-sig")
        return cleaned


def import_export_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Download and upload. A file is looked at first; nothing is written before that is confirmed."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    may_upload = may_change_catalog(request)
    if request.method == "POST" and not may_upload:
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": "The catalog as files",
        "opts": model_admin.opts,
        "may_upload": may_upload,
        "files": FILES,
        "form": form,
    }
    if form.is_valid():
        plan = plan_import(form.cleaned_data["rows"])
        if form.cleaned_data["digest"] and confirmed(model_admin, request, form, plan):
            return redirect("admin:rolerequests_import_export")
        context |= {"plan": plan, "content": form.cleaned_data["content"]}
        context["title"] = "What this file would change"
    return render(request, "rolerequests/catalog/import_export.html", context)


def confirmed(model_admin: Any, request: HttpRequest, form: UploadForm, plan: Plan) -> bool:
    """Carry the plan out if it is the one that was looked at; whether that was done."""
    if plan.digest != form.cleaned_data["digest"] or plan.errors:
        model_admin.message_user(
            request, "The catalog was changed meanwhile. Look again at what would change.", messages.WARNING
        )
        return False
    try:
        apply(plan, request.user)  # type: ignore[arg-type] # staff are logged in
    except CatalogFileError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return False
    words = f"{len(plan.added)} added, {len(plan.changed)} changed."
    model_admin.message_user(request, f"The file was taken over: {words}", messages.SUCCESS)
    return True


def may_change_catalog(request: HttpRequest) -> bool:
    """Whether somebody may add and change both categories and roles."""
    verbs = (f"rolerequests.{verb}_{name}" for verb in ("add", "change") for name in ("usercategory", "role"))
    return request.user.is_active and request.user.has_perms(list(verbs))


def download(model_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    """`categories.json` or `roles.json`, to the byte as the repository would keep it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if name not in FILES:
        raise Http404
    answer = HttpResponse(file_content(name), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
