"""The admin pages of import and export: the preview of a file comes before its changes are applied."""

import logging
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html

from rolerequests.models.organization_kinds import OrganizationKind
from rolerequests.organizations.csv_file import COLUMNS, MAX_BYTES, MAX_ROWS
from rolerequests.organizations.import_export import apply, exported_lines, refused_lines
from rolerequests.organizations.plan import Plan, plan_import
from rolerequests.uploads import UploadForm

CHANGED_SINCE = "Organizations were changed after you opened this preview. Review the new preview."
STOPPED = "The import stopped. Import the file again: it continues with what is missing."
ROWS_PER_LINE = 5_000
LOGGER = logging.getLogger(__name__)
# Divides the page that shows the progress: lines go after its first part.
PART = "<!-- part -->"


class OrganizationUploadForm(UploadForm):
    """A file of organizations."""

    max_bytes = MAX_BYTES
    file_label = "A file of organizations"
    file_help = (
        f"A CSV file, up to {MAX_BYTES // 1024**2} MB and {MAX_ROWS:,} rows. To get one, export and edit it."
    )

    def check(self, data: bytes) -> None:
        self.cleaned_data |= {"data": data, "plan": plan_import(data)}


def import_export_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """The form for import; after an upload the preview, and after its confirmation the progress."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    may_import = may_change_organizations(request)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OrganizationUploadForm(*sent)
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": "Import and export organizations",
        "opts": model_admin.opts,
        "may_import": may_import,
        "columns": COLUMNS,
        "kinds": OrganizationKind,
        "form": form,
    }
    if form.is_valid():
        data, plan = form.cleaned_data["data"], form.cleaned_data["plan"]
        if "refused" in request.POST:
            return file_response(refused_lines(data, plan), "refused-organizations.csv")
        if plan.has_changes and form.cleaned_data["digest"] == plan.digest:
            return progress_response(request, context, data, plan)
        if form.cleaned_data["digest"]:
            model_admin.message_user(request, CHANGED_SINCE, messages.WARNING)
        context |= {"plan": plan, "content": form.cleaned_data["packed"], "title": "Preview changes"}
    return render(request, "rolerequests/organizations/import_export.html", context)


def export(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """All organizations as a file."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return file_response(exported_lines(), "organizations.csv")


def may_change_organizations(request: HttpRequest) -> bool:
    """Whether the user may add and change organizations."""
    permissions = ["rolerequests.add_organization", "rolerequests.change_organization"]
    return request.user.is_active and request.user.has_perms(permissions)


def file_response(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    """A CSV file to download."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def progress_response(
    request: HttpRequest, context: dict[str, Any], data: bytes, plan: Plan
) -> StreamingHttpResponse:
    """Import the file, and add a line to the page every ROWS_PER_LINE rows. Works without JavaScript."""
    context |= {"title": "Import organizations", "plan": plan}
    page = render_to_string("rolerequests/organizations/importing.html", context, request)
    response = StreamingHttpResponse(progress(page, request.user, data, plan))
    # Compression and proxies would wait for more lines.
    response["Cache-Control"] = "no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


def progress(page: str, actor: Any, data: bytes, plan: Plan) -> Iterator[str]:
    """The parts of the page. Leaving it stops the import after the batch in hand."""
    head, after_lines, success, tail = page.split(PART)
    yield head
    try:
        for done in apply(data, plan, actor):
            if done % ROWS_PER_LINE == 0:
                yield format_html("<li>{} of {} rows</li>\n", f"{done:,}", f"{plan.rows:,}")
    except DatabaseError:
        LOGGER.exception("An import of organizations stopped")
        success = format_html('<p class="errornote">{}</p>', STOPPED)
    yield after_lines + success + tail
