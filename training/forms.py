"""The forms that create a class and add trainees."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import ClassChangedError, TrainingClass
from accounts.models.classes import MAX_TRAINEES
from accounts.versions import VersionedForm
from rolerequests.catalog.admin.forms import LabelField
from training.lines import clean_line

MAX_NAME = 100  # characters
DIGITS = 3  # of the numbers of unnamed trainees
DUPLICATE_NAME = "A class with this name already exists."


class TraineesForm(forms.Form):
    """The trainees to add: names, one per line, or a number of unnamed trainees."""

    names = forms.CharField(
        label="Names of the trainees",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        help_text="One name per line. Each name becomes a User ID: Ann Lee gets ann-lee.",
    )
    number = forms.IntegerField(
        label="Or how many",
        required=False,
        min_value=1,
        max_value=MAX_TRAINEES,
        help_text="Without names: the trainees are called Trainee 001, Trainee 002 and so on.",
    )

    def clean_names(self) -> list[str]:
        """The names, without empty lines and what a pasted list or table adds."""
        names = [clean_line(line) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        if len(names) > MAX_TRAINEES:
            raise ValidationError(
                f"You can add up to {MAX_TRAINEES} trainees at a time. You entered {len(names)} names.",
                code="too_many",
            )
        if long := next((name for name in names if len(name) > MAX_NAME), None):
            raise ValidationError(
                f"A name can have up to {MAX_NAME} characters. “{long[:40]}…” has {len(long)}.",
                code="max_length",
            )
        return names

    def clean(self) -> dict[str, Any]:
        """Require either names or a number."""
        cleaned = super().clean() or {}
        invalid = self.errors.keys() & {"names", "number"}
        if not invalid and bool(cleaned.get("names")) == bool(cleaned.get("number")):
            error = ValidationError("Enter either names or how many trainees.", code="names_or_number")
            raise ValidationError({"names": error})
        return cleaned

    def names_for(self, training_class: TrainingClass) -> list[str]:
        """The names of the new trainees. Numbers continue after the trainees of the class."""
        if names := self.cleaned_data["names"]:
            return list(names)
        existing, number = training_class.trainees().count(), self.cleaned_data["number"]
        digits = digits_in(training_class)
        return [f"Trainee {each:0{digits}}" for each in range(existing + 1, existing + number + 1)]


def digits_in(training_class: TrainingClass) -> int:
    """How many digits the numbers of this class have: all the same, so that lists are easy to read."""
    numbered = training_class.trainees().filter(name__regex=r"^Trainee [0-9]+$").first()
    return len(numbered.name.removeprefix("Trainee ")) if numbered else DIGITS


class MoreTraineesForm(TraineesForm):
    """Adds trainees to a class. `expected` is the number of trainees when the page was opened."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def confirm(self, error: ClassChangedError, expected: int) -> None:
        """Show the error, and accept the form if it is sent again with this number of trainees."""
        self.add_error(None, ValidationError(str(error), code="changed"))
        self.data = dict(self.data.items()) | {"expected": str(expected)}


class NewClassForm(TraineesForm, forms.ModelForm):
    """Creates a class with its trainees."""

    class Meta:
        model = TrainingClass
        fields = ("name",)
        field_classes: ClassVar[Any] = {"name": LabelField}
        labels: ClassVar[Any] = {"name": "Name of the class"}
        help_texts: ClassVar[Any] = {
            "name": "For example: Ohio, new surveyors, May 2027. Trainees don't see it."
        }
        error_messages: ClassVar[Any] = {
            "name": {
                "required": "Enter a name for the class.",
                "unique": DUPLICATE_NAME,
            }
        }

    field_order = ("name", "names", "number")


class ClassForm(VersionedForm):
    """Renames a class."""

    class Meta:
        model = TrainingClass
        fields = ("name",)
        field_classes = NewClassForm.Meta.field_classes
        help_texts = NewClassForm.Meta.help_texts
        error_messages = NewClassForm.Meta.error_messages
