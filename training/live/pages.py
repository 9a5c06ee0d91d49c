"""The pages of a class day: the live page, the projector, a trainee, the exercises of the class."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from accounts.audit_log import Action, Change, record
from accounts.lockout import with_locks
from accounts.models import TrainingClass, User
from accounts.site_address import is_only_here, site_address
from rolerequests.models import RequestEvent, RoleRequest
from training.live.assigning import SETS, AssignmentsForm
from training.live.filters import LiveFilter
from training.live.progress import live_class
from training.live.turns import turns_of
from training.models import Attempt
from training.roster import address_of

SHOWN_EVENTS = 200  # of a trainee, the newest ones
PROJECTED = "Log in to practice"  # not the name of the class: trainees don't see it
ASSIGNED = "The exercises of the class are saved."


class LivePagesMixin:
    """Mixin for the admin of classes: pages that show what its trainees do."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        name = "accounts_trainingclass"
        view = self.admin_site.admin_view
        urls = [
            path("<int:pk>/live/", view(require_safe(self.live_view)), name=f"{name}_live"),
            path("<int:pk>/projector/", view(require_safe(self.projector_view)), name=f"{name}_projector"),
            path("<int:pk>/exercises/", view(self.exercises_view), name=f"{name}_exercises"),
            path(
                "<int:pk>/trainees/<int:trainee>/",
                view(require_safe(self.trainee_view)),
                name=f"{name}_trainee",
            ),
        ]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def class_to_view(self, request: HttpRequest, pk: int) -> TrainingClass:
        """The class. Raises Http404, or PermissionDenied if the user may not view it."""
        training_class = get_object_or_404(TrainingClass, pk=pk)
        if not self.has_view_permission(request, training_class):  # type: ignore[attr-defined]
            raise PermissionDenied
        return training_class

    def render_page(
        self, request: HttpRequest, template: str, title: str, training_class: TrainingClass, **context: Any
    ) -> HttpResponse:
        """Render a page about a class."""
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": training_class,
            "class_address": address_of(training_class),
            "may_change": self.has_change_permission(request, training_class),  # type: ignore[attr-defined]
        }
        return render(request, template, context)

    def live_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who is where, how far the exercises are, who needs help."""
        training_class = self.class_to_view(request, pk)
        now = request.user.now()  # type: ignore[union-attr] # staff
        live = live_class(training_class, now)
        chosen = LiveFilter(request.GET)
        return self.render_page(
            request,
            "training/live/live.html",
            f"Live: {training_class}",
            training_class,
            live=live,
            chosen=chosen,
            rows=chosen.apply(live.rows),
            turns=turns_of(live.exercises, [row.trainee for row in live.rows]),
            now=now,
        )

    def projector_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The address in large letters and as a QR code, and how many are in."""
        training_class = self.class_to_view(request, pk)
        address = site_address(request)
        trainees = training_class.active_trainees()
        return self.render_page(
            request,
            "training/live/projector.html",
            PROJECTED,
            training_class,
            address=address,
            only_here=is_only_here(address),
            qr_code=qr_code(address),
            number=trainees.count(),
            logged_in=trainees.filter(last_login_at__isnull=False).count(),
        )

    def exercises_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose and order the exercises of the class."""
        training_class = self.class_to_view(request, pk)
        if not self.has_change_permission(request, training_class):  # type: ignore[attr-defined]
            raise PermissionDenied
        set_key = request.GET.get("set", "")
        form = AssignmentsForm(training_class, request.POST or None, set_key)
        if form.is_valid():
            with transaction.atomic():
                before, after = form.save()
                if before != after:
                    change = Change("exercises", before, after)
                    record(request.user, training_class, Action.CHANGED, [change])  # type: ignore[arg-type]
            messages.success(request, ASSIGNED)
            return redirect("admin:accounts_trainingclass_live", pk)
        title = f"Exercises of {training_class}"
        sets = [(key, label) for key, (label, slugs) in SETS.items()]
        return self.render_page(
            request,
            "training/live/exercises.html",
            title,
            training_class,
            form=form,
            sets=sets,
            set_key=set_key,
        )

    def trainee_view(self, request: HttpRequest, pk: int, trainee: int) -> HttpResponse:
        """A trainee of the class: account, attempts, requests and events, also archived ones."""
        training_class = self.class_to_view(request, pk)
        user: User = get_object_or_404(with_locks(training_class.trainees()), pk=trainee)
        requests = RoleRequest.objects.submitted().filter(requester=user)
        events = RequestEvent.objects.filter(actor=user).select_related("sandbox").order_by("-at", "-pk")
        return self.render_page(
            request,
            "training/live/trainee.html",
            user.name or user.user_id,
            training_class,
            trainee=user,
            attempts=Attempt.objects.filter(trainee=user).select_related("exercise", "sandbox"),
            requests=requests.select_related("role", "category", "sandbox"),
            events=events[:SHOWN_EVENTS],
        )


def qr_code(address: str) -> SafeString:
    """The address as an image of the page."""
    code = segno.make(address, error="m")
    image = code.svg_inline(omitsize=True, border=2, svgid="qr-code", title="QR code of the address")
    return mark_safe(image)  # noqa: S308 - its own
