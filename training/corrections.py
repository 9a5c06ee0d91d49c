"""Pages that correct the trainees of a class: another name, another class, an account created alone."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path

from accounts.audit_log import Action, Change, record
from accounts.models import ClassError, TrainingClass, User
from accounts.versions import VersionedForm
from rolerequests.catalog.admin.forms import LabelField
from training.adding.preview import IN_CLASS, comparable

SEND_AGAIN = "If there are two, select the button again."


class WarnsOnceForm(forms.Form):
    """Warns once if somebody in the class has the name; `confirmed` is the class for which it was shown."""

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def warn_once(self, field: str, user: User, name: str, training_class: TrainingClass) -> None:
        """Add an error to the field, unless the same was shown and sent again."""
        others = training_class.trainees().exclude(pk=user.pk)
        double = next((each for each in others if comparable(each.name) == comparable(name)), None)
        shown = f"{training_class.pk} {comparable(name)}"
        if double and self.cleaned_data.get("confirmed") != shown:
            self.add_error(
                field, ValidationError(f"{IN_CLASS.format(double.user_id)} {SEND_AGAIN}", "same_name")
            )
            data: Any = self.data
            self.data = data = data.copy()
            data["confirmed"] = shown


class RenameForm(VersionedForm, WarnsOnceForm):
    """Renames a trainee."""

    class Meta:
        model = User
        fields = ("name",)
        field_classes: ClassVar[Any] = {"name": LabelField}
        help_texts: ClassVar[Any] = {"name": "The User ID stays, and the password too."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Enter the name."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("name") and self.instance.training_class:
            self.warn_once("name", self.instance, cleaned["name"], self.instance.training_class)
        return cleaned


class MoveForm(WarnsOnceForm):
    """Moves a trainee to another open class."""

    to = forms.ModelChoiceField(
        TrainingClass.objects.none(),
        label="Class",
        empty_label="Choose a class",
        help_text="Practice data of now move too. What was archived by Start over stays with the old class.",
        error_messages={"required": "Choose a class.", "invalid_choice": "Choose an open class of the list."},
    )

    def __init__(self, user: User, training_class: TrainingClass, *args: Any) -> None:
        super().__init__(*args)
        self.user = user
        field: Any = self.fields["to"]
        field.queryset = TrainingClass.objects.filter(closed_at=None).exclude(pk=training_class.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") and self.user.name:
            self.warn_once("to", self.user, self.user.name, cleaned["to"])
        return cleaned


class AdoptForm(WarnsOnceForm):
    """Takes a practice account that is in no class into this one."""

    user_id = forms.CharField(
        label="User ID",
        max_length=60,
        help_text="Of an account that somebody created alone, such as practice-7k4mp2. The top of each page "
        "shows it. User ID, password and practice data stay.",
        error_messages={"required": "Enter the User ID."},
    )
    name = LabelField(
        label="Name",
        max_length=100,
        required=False,
        help_text="You need it if the account has no name yet.",
    )

    def __init__(self, training_class: TrainingClass, *args: Any) -> None:
        super().__init__(*args)
        self.training_class = training_class

    def clean_user_id(self) -> User:
        """The trainee. Accounts of staff, previews and those of the QA API count as unknown."""
        trainees = User.objects.with_class().filter(is_staff=False, preview_of=None)
        accounts = trainees.filter(sandbox__made_by_qa=False)
        user = accounts.filter(user_id=User.normalize_username(self.cleaned_data["user_id"])).first()
        if user is None:
            raise ValidationError("No practice account has this User ID. Check it.", "not_found")
        if user.training_class == self.training_class:
            raise ValidationError("This account is in this class already.", "in_class")
        if user.training_class:
            raise ValidationError(
                f"This account is in the class {user.training_class}. Move it on the page of that class.",
                "in_class",
            )
        if not user.is_active:
            raise ValidationError("This account is deactivated. Ask an administrator.", "inactive")
        return user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user = cleaned.get("user_id")
        if user and "name" in cleaned:
            cleaned["name"] = cleaned["name"] or user.name
            if cleaned["name"]:
                self.warn_once("name", user, cleaned["name"], self.training_class)
            else:
                self.add_error("name", ValidationError("Enter the name. The account has none.", "required"))
        return cleaned


class CorrectionsMixin:
    """Mixin for the admin of classes: renames, moves and adopts a trainee."""

    admin_site: Any
    opts: Any
    class_to_change: Any

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "accounts_trainingclass"
        trainee = "<int:pk>/trainees/<int:trainee>"
        urls = [
            path(f"{trainee}/rename/", view(self.rename_view), name=f"{name}_rename_trainee"),
            path(f"{trainee}/move/", view(self.move_view), name=f"{name}_move_trainee"),
            path("<int:pk>/adopt/", view(self.adopt_view), name=f"{name}_adopt"),
        ]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def rename_view(self, request: HttpRequest, pk: int, trainee: int) -> HttpResponse:
        """Give a trainee another name."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        user = get_object_or_404(training_class.trainees(), pk=trainee)
        old = user.name
        with transaction.atomic():  # the form locks the trainee
            form = RenameForm(request.POST or None, instance=user)
            if form.is_valid():
                form.save()
                change = Change(user.user_id, old, user.name)
                record(request.user, training_class, Action.RENAMED, [change])  # type: ignore[arg-type]
                messages.success(request, f"Renamed: {user.name}. The User ID is still {user.user_id}.")
                return redirect("admin:accounts_trainingclass_change", pk)
        title = f"Rename {old or user.user_id}"
        return self.render_correction(request, title, form, training_class, "Rename")

    def move_view(self, request: HttpRequest, pk: int, trainee: int) -> HttpResponse:
        """Move a trainee to another class."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        user = get_object_or_404(training_class.trainees(), pk=trainee)
        name = user.name or user.user_id
        form = MoveForm(user, training_class, request.POST or None)
        if form.is_valid():
            to: TrainingClass = form.cleaned_data["to"]
            try:
                with transaction.atomic():
                    training_class.move(user, to)
                    change = Change(name, str(training_class), str(to))
                    for each in (training_class, to):
                        record(request.user, each, Action.MOVED, [change])  # type: ignore[arg-type]
            except ClassError as error:
                messages.warning(request, str(error))
            else:
                messages.success(request, f"Moved to {to}: {name}.")
            return redirect("admin:accounts_trainingclass_change", pk)
        return self.render_correction(request, f"Move {name} to another class", form, training_class, "Move")

    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a practice account into the class that somebody created alone."""
        training_class: TrainingClass = self.class_to_change(request, pk)
        form = AdoptForm(training_class, request.POST or None)
        if form.is_valid():
            user, name = form.cleaned_data["user_id"], form.cleaned_data["name"]
            try:
                with transaction.atomic():
                    training_class.adopt(user, name)
                    change = Change("trainees", "", f"{name} ({user.user_id})")
                    record(request.user, training_class, Action.ADOPTED, [change])  # type: ignore[arg-type]
            except ClassError as error:
                messages.warning(request, str(error))
            else:
                messages.success(request, f"Adopted: {name}. User ID and password are as before.")
            return redirect("admin:accounts_trainingclass_change", pk)
        return self.render_correction(request, "Adopt a practice account", form, training_class, "Adopt")

    def render_correction(
        self, request: HttpRequest, title: str, form: forms.Form, original: TrainingClass, button: str
    ) -> HttpResponse:
        """Render the page of a form about a trainee."""
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        context |= {"form": form, "original": original, "button": button}
        return render(request, "training/correction.html", context)
