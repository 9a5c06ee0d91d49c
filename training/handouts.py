"""The log-in handout of a class: slips to print, a list for the training lead, a file for e-mail.

It shows the passwords that are kept, see `KeptPassword`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.audit_log import Action, Change, record
from accounts.models import Credentials, KeptPassword, TrainingClass, User
from accounts.site_address import is_only_here, site_address
from rolerequests.organizations.csv_file import lines_of
from training.live.pages import qr_code
from training.live.results import file_name
from training.models import Assignment, Exercise
from training.practice.sentences import START_FIRST

COLUMNS = ("Name", "User ID", "Password", "Address", "First step")
shows_passwords = method_decorator([require_safe, cache_control(no_transform=True)])


class HandoutMixin:
    """Mixin for the admin of classes: the pages of the log-in handout."""

    admin_site: Any
    class_to_change: Any
    render_page: Any

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "accounts_trainingclass_handout"
        urls = [
            path("<int:pk>/handout/", view(self.handout_view), name=name),
            path("<int:pk>/handout/list/", view(self.handout_list_view), name=f"{name}_list"),
            path("<int:pk>/handout/csv/", view(self.handout_csv_view), name=f"{name}_csv"),
        ]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def redirect_to_handout(
        self, training_class: TrainingClass, added: list[tuple[User, Credentials]]
    ) -> HttpResponse:
        """Redirect to the slips of these new passwords, or to the page of all slips if these are all."""
        response = redirect("admin:accounts_trainingclass_handout", training_class.pk)
        if len(added) < KeptPassword.objects.of(training_class).count():
            response["Location"] += "?newest"
        return response

    @shows_passwords
    def handout_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The slips, to be printed. `?newest` shows the passwords that were created together at last."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        kept = in_order(training_class)
        newest = [each for each in kept if each.since == max(each.since for each in kept)]
        address = site_address(request)
        context = {
            "training_class": training_class,
            "slips": newest if "newest" in request.GET else kept,
            "number": len(kept),
            "newest": len(newest),
            "until": max((each.until for each in kept), default=None),
            "first_step": first_step(training_class),
            "address": address,
            "only_here": is_only_here(address),
            "qr_code": qr_code(address),
        }
        return render(request, "training/handout.html", context)

    @shows_passwords
    def handout_list_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All trainees in one table, with the passwords that are kept."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        passwords = {each.user.pk: each.password for each in KeptPassword.objects.read(training_class)}
        trainees = training_class.in_natural_order(training_class.active_trainees())
        response: HttpResponse = self.render_page(
            request,
            "training/handout_list.html",
            f"Log-in list: {training_class}",
            training_class,
            rows=[(user, passwords.get(user.pk)) for user in trainees],
            address=site_address(request),
        )
        return response

    @shows_passwords
    def handout_csv_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The kept passwords as CSV, for a serial e-mail."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        rows = csv_rows(training_class, site_address(request))
        response = StreamingHttpResponse(lines_of(COLUMNS, rows), content_type="text/csv; charset=utf-8")
        name = file_name("log-in", training_class, "csv")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        record(request.user, training_class, Action.EXPORTED, [Change("passwords", "", name)])  # type: ignore[arg-type] # staff
        return response


def in_order(training_class: TrainingClass) -> list[KeptPassword]:
    """The kept passwords of a class by name of the trainee, numbers by value."""
    kept = {each.user: each for each in KeptPassword.objects.read(training_class)}
    return [kept[user] for user in training_class.in_natural_order(kept)]


def csv_rows(training_class: TrainingClass, address: str) -> list[list[str]]:
    """The cells of each trainee whose password is kept, as in COLUMNS."""
    step = first_step(training_class)
    return [
        [each.user.name, each.user.user_id, each.password or "", address, step]
        for each in in_order(training_class)
    ]


def first_step(training_class: TrainingClass) -> str:
    """What Welcome offers first to the trainees of a class: the label of a link or button; '' for nothing."""
    assigned = Assignment.objects.of_class(training_class.pk).first()
    if assigned:
        return str(assigned.exercise)
    return START_FIRST if Exercise.objects.offered().exists() else ""
