"""Classes as training leads work with them: make one, hand out identities, see who does what, close it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from accounts.audit_log import HasHistory, write_down_act
from accounts.models import ClassChanged, ClassClosed, Credentials, TrainingClass, User
from training.class_actions import ACTS, FOR_THE_CLASS_ALONE
from training.forms import MoreTraineesForm, NewClassForm
from training.roster import roster_of, with_counts

# The session key that holds the rows of hand-out sheets, by class, until each is shown: once.
HAND_OUTS = "class_hand_outs"


class OpenOrClosed(admin.SimpleListFilter):
    """Classes that are going on, or not any more."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The two."""
        return [("open", "Open"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        """Those of the one that is chosen."""
        if self.value() not in ("open", "closed"):
            return None
        return queryset.filter(closed_at__isnull=self.value() == "open")


@admin.register(TrainingClass)
class TrainingClassAdmin(HasHistory, admin.ModelAdmin):
    """Classes, never deleted: what was done in them is a record."""

    list_display = ("name", "is_open", "trainees", "signed_in", "submitted", "created_at")
    list_filter = (OpenOrClosed, "created_at")
    list_per_page = 50
    search_fields = ("name", "sandboxes__users__user_id", "sandboxes__users__name")
    fields = ("name",)
    change_form_template = "training/class.html"

    def get_urls(self) -> list[URLPattern]:
        """Beside Django's pages: the hand-out sheet, more trainees, and what can be done."""
        name = "accounts_trainingclass"
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/hand-out/", view(self.hand_out), name=f"{name}_hand_out"),
            path("<int:pk>/add-trainees/", view(self.add_trainees), name=f"{name}_add_trainees"),
            path("<int:pk>/do/<slug:act>/", view(self.act), name=f"{name}_act"),
            path("<int:pk>/do/<slug:act>/<int:trainee>/", view(self.act), name=f"{name}_act_for"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingClass]:
        """With counts."""
        return with_counts(TrainingClass.objects.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a class is closed."""
        return False

    @admin.display(description="open", boolean=True, ordering="closed_at")
    def is_open(self, training_class: TrainingClass) -> bool:
        """Whether its trainees can sign in."""
        return training_class.is_open

    @admin.display(ordering="number_of_trainees")
    def trainees(self, training_class: Any) -> int:
        """How many."""
        return training_class.number_of_trainees or 0

    @admin.display(description="have signed in", ordering="number_signed_in")
    def signed_in(self, training_class: Any) -> int:
        """How many ever have."""
        return training_class.number_signed_in or 0

    @admin.display(description="have submitted a request", ordering="number_submitted")
    def submitted(self, training_class: Any) -> int:
        """How many, in the sandbox that they have today."""
        return training_class.number_submitted or 0

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The class and its trainees in one form; then the hand-out sheet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewClassForm(request.POST or None)
        if form.is_valid():
            try:
                with transaction.atomic():
                    training_class = form.save()
            except IntegrityError:  # pressed twice at the very same instant
                form.add_error("name", "There is a class with this name already.")
            else:
                added = training_class.add_trainees(form.names_for(training_class))
                return self.with_hand_out(request, training_class, added)
        named = TrainingClass.objects.filter(name=form["name"].value() or "").first()
        return self.form_page(request, "Add class", form, "Make the class", same_name=named)

    def add_trainees(self, request: HttpRequest, pk: int) -> HttpResponse:
        """More trainees for a class that there is, and is open."""
        training_class = self.class_to_change(request, pk)
        try:
            if not training_class.is_open:
                raise ClassClosed(training_class)
            there = training_class.trainees().count()
            form = MoreTraineesForm(request.POST or None, initial={"there": there})
            if form.is_valid():
                names = form.names_for(training_class)
                added = training_class.add_trainees(names, form.cleaned_data["there"])
                write_down_act(training_class, f"Add trainees: {len(added)}")
                return self.with_hand_out(request, training_class, added)
        except ClassClosed as refused:
            self.message_user(request, str(refused), messages.WARNING)
            return redirect("admin:accounts_trainingclass_change", pk)
        except ClassChanged as refused:
            form.look_again(str(refused), training_class.trainees().count())
        title = f"Add trainees to {training_class}"
        return self.form_page(request, title, form, "Add them", original=training_class)

    def form_page(
        self,
        request: HttpRequest,
        title: str,
        form: forms.Form,
        button: str,
        **classes: TrainingClass | None,
    ) -> HttpResponse:
        """A form of ours, about its `original` class; one of the `same_name` may stand in its way."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "form": form,
            "button": button,
            **classes,
        }
        return render(request, "training/class_form.html", context)

    def with_hand_out(
        self, request: HttpRequest, training_class: TrainingClass, added: list[tuple[User, Credentials]]
    ) -> HttpResponse:
        """On to the hand-out sheet, which shows these passwords once, with those that still wait there."""
        rows = {
            credentials.user_id: {"name": user.name, **credentials.as_dict()} for user, credentials in added
        }
        key, waiting = str(training_class.pk), request.session.get(HAND_OUTS, {})
        still = [each for each in waiting.get(key, []) if each["user_id"] not in rows]
        request.session[HAND_OUTS] = waiting | {key: [*still, *rows.values()]}
        return redirect("admin:accounts_trainingclass_hand_out", training_class.pk)

    def hand_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet with User IDs and passwords, to be printed; opened again it has none any more."""
        training_class = self.class_to_change(request, pk)
        waiting = request.session.get(HAND_OUTS, {})
        rows = waiting.get(str(pk), [])
        if rows and request.method == "GET":  # a HEAD shows nothing
            request.session[HAND_OUTS] = {key: each for key, each in waiting.items() if key != str(pk)}
        context = {
            "training_class": training_class,
            "rows": rows,
            "address": request.build_absolute_uri("/"),
        }
        return render(request, "training/handout.html", context)

    def act(self, request: HttpRequest, pk: int, act: str, trainee: int | None = None) -> HttpResponse:
        """Ask once, then do it to the class, to all of its trainees, or to one."""
        if act not in ACTS or (trainee is not None and act in FOR_THE_CLASS_ALONE):
            raise Http404
        training_class, chosen = self.class_to_change(request, pk), ACTS[act]
        trainees = list(training_class.trainees())
        who = str(training_class) if act in FOR_THE_CLASS_ALONE else f"all {len(trainees)} trainees"
        if trainee is not None:
            trainees = [get_object_or_404(training_class.trainees(), pk=trainee)]
            who = trainees[0].name or trainees[0].user_id
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": chosen.question.format(who=who),
                "opts": self.opts,
                "original": training_class,
                "act": chosen,
            }
            return render(request, "training/class_action.html", context)
        added = chosen.do(training_class, trainees)
        if act not in FOR_THE_CLASS_ALONE:  # those change a field of the class, which is written down anyway
            write_down_act(training_class, f"{chosen.button}: {who}")
        if added is not None:
            return self.with_hand_out(request, training_class, added)
        self.message_user(request, chosen.done.format(who=who), messages.SUCCESS)
        return redirect("admin:accounts_trainingclass_change", pk)

    def class_to_change(self, request: HttpRequest, pk: int) -> TrainingClass:
        """A class that somebody may change, or 404, or 403."""
        training_class = get_object_or_404(TrainingClass, pk=pk)
        if not self.has_change_permission(request, training_class):
            raise PermissionDenied
        return training_class

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The class with its trainees below."""
        training_class = context["original"]
        context |= {
            "title": f"Class: {training_class}",
            "subtitle": None,
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "roster": roster_of(training_class),
            "sheet_waits": str(training_class.pk) in request.session.get(HAND_OUTS, {}),
            "requests_url": self.requests_url(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def requests_url(self, request: HttpRequest) -> str:
        """Where requests are listed; '' for who may not look at them."""
        allowed = request.user.has_perm("rolerequests.view_rolerequest")
        return reverse("admin:rolerequests_rolerequest_changelist") if allowed else ""
