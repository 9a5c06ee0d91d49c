"""The admin page of import and export of exercises."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from rolerequests.import_preview import ImportPage, import_page, json_file
from rolerequests.uploads import UploadForm
from training.exercises.import_export import MAX_BYTES, file_content, plan_import, rows_of
from training.exercises.plan import apply
from training.models import Exercise, WrongTurn


class ExerciseUploadForm(UploadForm):
    """A file of exercises."""

    max_bytes = MAX_BYTES
    file_label = "A file of exercises"
    file_help = "A JSON file that was exported here or from another simulator. You can edit it before."

    def check(self, data: bytes) -> None:
        self.cleaned_data["rows"] = rows_of(data)


PAGE = ImportPage(
    url_name="training_exercise_import_export",
    title="Import and export exercises",
    template="training/exercises/import_export.html",
    form_class=ExerciseUploadForm,
    models=(Exercise, WrongTurn),
    permissions=(
        *("training.add_exercise", "training.change_exercise"),
        *("training.add_wrongturn", "training.change_wrongturn", "training.delete_wrongturn"),
    ),
    plan=lambda cleaned: plan_import(cleaned["rows"]),
    apply=apply,
)


def import_export_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The link for export and the form for import; after an upload the preview."""
    return import_page(model_admin, request, PAGE)


def export(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """`exercises.json`, byte for byte as the repository would keep it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return json_file(file_content(), "exercises")
