"""The forms that create a class and add trainees."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import ClassChangedError, TrainingClass
from accounts.models.classes import MAX_TRAINEES
from accounts.versions import VersionedForm
from rolerequests.catalog.admin.forms import LabelField
from training.adding.pasted import PastedPerson, read_people
from training.adding.preview import MAX_ROWS
from training.live.assigning import SETS

DIGITS = 3  # of the numbers of unnamed trainees
DUPLICATE_NAME = "A class with this name already exists."


class LeadField(forms.ModelChoiceField):
    """A training lead, by User ID and name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "empty_label": "Nobody"})

    def label_from_instance(self, user: Any) -> str:
        return str(user.words)


class TraineesForm(forms.Form):
    """The trainees to add: pasted names, or a number of unnamed trainees. Rows of a preview need neither."""

    names = forms.CharField(
        label="Names of the trainees",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        help_text="Paste a list, a table of Word or Excel, or addresses. You see what was read before "
        "anything is stored. Each name becomes a User ID: Ann Lee gets ann-lee.",
    )
    number = forms.IntegerField(
        label="Or how many",
        required=False,
        min_value=1,
        max_value=MAX_TRAINEES,
        help_text="Without names: the trainees are called Trainee 001, Trainee 002 and so on.",
    )

    def clean_names(self) -> list[PastedPerson]:
        """The people in the pasted text, and the lines without one."""
        people = read_people(self.cleaned_data["names"])
        rows = len(self.data_of_rows()) + len(people)
        if rows > MAX_ROWS:
            raise ValidationError(
                f"A class can be created from up to {MAX_ROWS} lines. These are {rows}.", code="too_many"
            )
        return people

    def clean(self) -> dict[str, Any]:
        """Require either names or a number, unless there is a preview."""
        cleaned = super().clean() or {}
        invalid = self.errors.keys() & {"names", "number"}
        entered = bool(cleaned.get("names")), bool(cleaned.get("number"))
        if not invalid and (all(entered) or not (any(entered) or self.data_of_rows())):
            error = ValidationError("Enter either names or how many trainees.", code="names_or_number")
            raise ValidationError({"names": error})
        return cleaned

    def data_of_rows(self) -> list[str]:
        """The names in the rows of the preview, if there is one."""
        rows: list[str] = getattr(self.data, "getlist", lambda name: [])("person")
        return rows

    def forget(self, *names: str) -> None:
        """Show these fields empty: the preview has what they contained."""
        self.data = data = self.data.copy()  # type: ignore[attr-defined]
        for name in names:
            data[name] = ""

    def names_in_numbers(self, existing: int, digits: int) -> list[str]:
        """The names of unnamed trainees. Their numbers continue after the trainees of the class."""
        number = self.cleaned_data.get("number") or 0
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
        self.data = data = self.data.copy()  # type: ignore[attr-defined]
        data["expected"] = str(expected)


class NewClassForm(TraineesForm, forms.ModelForm):
    """Creates a class with its trainees."""

    exercises = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Choose them later"),
            *((key, f"Set: {label}") for key, (label, slugs) in SETS.items()),
        ],
        help_text="Trainees see the exercises of their class first. You can change them at any time.",
    )

    class Meta:
        model = TrainingClass
        fields = ("name", "date", "lead")
        field_classes: ClassVar[Any] = {"name": LabelField, "lead": LeadField}
        labels: ClassVar[Any] = {"name": "Name of the class"}
        help_texts: ClassVar[Any] = {
            "name": "For example: Ohio, new surveyors, May 2027. Trainees don't see it.",
            "date": "The day of the class. On this day it is first on the first page of the admin.",
            "lead": "Training leads see their own classes first.",
        }
        widgets: ClassVar[Any] = {"date": forms.DateInput({"type": "date"}, "%Y-%m-%d")}
        error_messages: ClassVar[Any] = {
            "name": {
                "required": "Enter a name for the class.",
                "unique": DUPLICATE_NAME,
            },
            "date": {"invalid": "Write the date as 2026-12-31."},
            "lead": {"invalid_choice": "Choose somebody of the list."},
        }

    field_order = ("name", "date", "lead", "exercises", "names", "number")


class CopyForm(forms.ModelForm):
    """Name, date and lead of a copied class."""

    class Meta(NewClassForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = True
        self.fields["date"].error_messages["required"] = "Enter the day of the new class."


class ClassForm(VersionedForm):
    """Changes name, date and lead of a class."""

    class Meta:
        model = TrainingClass
        fields = NewClassForm.Meta.fields
        field_classes = NewClassForm.Meta.field_classes
        help_texts = NewClassForm.Meta.help_texts
        widgets = NewClassForm.Meta.widgets
        error_messages = NewClassForm.Meta.error_messages
