"""The admin page of import and export of the catalog."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from rolerequests.catalog.import_export import FILES, MAX_BYTES, file_content, plan_import, rows_of
from rolerequests.catalog.plan import apply
from rolerequests.import_preview import ImportPage, import_page, json_file
from rolerequests.models import Role, UserCategory
from rolerequests.uploads import UploadForm


class CatalogUploadForm(UploadForm):
    """A file of categories or roles."""

    max_bytes = MAX_BYTES
    file_label = "A file of categories or roles"
    file_help = "A JSON file that was exported here or from another simulator. You can edit it before."

    def check(self, data: bytes) -> None:
        self.cleaned_data["rows"] = rows_of(data)


PAGE = ImportPage(
    url_name="rolerequests_import_export",
    title="Import and export",
    template="rolerequests/catalog/import_export.html",
    form_class=CatalogUploadForm,
    models=(UserCategory, Role),
    permissions=tuple(
        f"rolerequests.{action}_{name}" for action in ("add", "change") for name in ("usercategory", "role")
    ),
    plan=lambda cleaned: plan_import(cleaned["rows"]),
    apply=apply,
    context={"files": FILES},
)


def import_export_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The links for export and the form for import; after an upload the preview."""
    return import_page(model_admin, request, PAGE)


def export(model_admin: Any, request: HttpRequest, name: str) -> HttpResponse:
    """`categories.json` or `roles.json`, byte for byte as the repository would keep it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if name not in FILES:
        raise Http404
    return json_file(file_content(name), name)
