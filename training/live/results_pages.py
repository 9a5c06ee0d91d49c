"""The pages and files of a class's results: sheet, CSV, workbook, certificates."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from accounts.audit_log import Action, Change, record
from accounts.models import TrainingClass
from training.live.results import ClassResults, as_csv, as_xlsx, file_name, results_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ResultsPagesMixin:
    """Mixin for the admin of classes: what a class takes home. For those who may view attempts."""

    admin_site: Any
    class_to_view: Any
    render_page: Any

    def get_urls(self) -> list[URLPattern]:
        name = "accounts_trainingclass"
        view = self.admin_site.admin_view
        urls = [
            path("<int:pk>/results/", view(require_safe(self.results_view)), name=f"{name}_results"),
            path("<int:pk>/results/csv/", view(require_safe(self.csv_view)), name=f"{name}_results_csv"),
            path("<int:pk>/results/xlsx/", view(require_safe(self.xlsx_view)), name=f"{name}_results_xlsx"),
            path(
                "<int:pk>/certificates/",
                view(require_safe(self.certificates_view)),
                name=f"{name}_certificates",
            ),
        ]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def results_to_view(self, request: HttpRequest, pk: int) -> ClassResults:
        """The results of a class. Raises Http404, or PermissionDenied without the right to view attempts."""
        training_class = self.class_to_view(request, pk)
        if not request.user.has_perm("training.view_attempt"):
            raise PermissionDenied
        return results_of(training_class)

    def results_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The results on one sheet, to print, with links to the files."""
        results = self.results_to_view(request, pk)
        title = f"Results: {results.training_class}"
        response: HttpResponse = self.render_page(
            request, "training/live/results.html", title, results.training_class, results=results
        )
        return response

    def csv_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The results as CSV."""
        results = self.results_to_view(request, pk)
        response = StreamingHttpResponse(as_csv(results), content_type="text/csv; charset=utf-8")
        return self.as_download(request, response, results.training_class, "csv")

    def xlsx_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The results as a workbook."""
        results = self.results_to_view(request, pk)
        response = HttpResponse(as_xlsx(results), content_type=XLSX)
        return self.as_download(request, response, results.training_class, "xlsx")

    def as_download(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        training_class: TrainingClass,
        extension: str,
    ) -> HttpResponseBase:
        """Name the file of a response, and record who took it."""
        name = file_name("results", training_class, extension)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        change = Change("results", "", name)
        record(request.user, training_class, Action.EXPORTED, [change])  # type: ignore[arg-type] # staff
        return response

    def certificates_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A certificate for each who passed, one to a page; `?trainee=` for one of them. Raises Http404."""
        results = self.results_to_view(request, pk)
        passed, only = results.passed, request.GET.get("trainee", "")
        if only:
            passed = [each for each in passed if str(each.trainee.pk) == only]
        if only and not passed:
            raise Http404
        response: HttpResponse = self.render_page(
            request,
            "training/live/certificates.html",
            f"Certificates: {results.training_class}",
            results.training_class,
            passed=passed,
        )
        return response
