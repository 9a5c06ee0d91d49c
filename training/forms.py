"""The forms of a class: who comes into it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import TrainingClass
from accounts.models.classes import MAX_TRAINEES


class TraineesForm(forms.Form):
    """Who comes into a class: names, one a line, or so many that are numbered."""

    names = forms.CharField(
        label="Names of the trainees",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 40}),
        help_text="One name a line, pasted from a list. Each becomes a User ID: Ann Lee gives ann-lee.",
    )
    number = forms.IntegerField(
        label="Or how many",
        required=False,
        min_value=1,
        max_value=MAX_TRAINEES,
        help_text="Without names: so many identities, Trainee 01, Trainee 02 and so on.",
    )

    def clean_names(self) -> list[str]:
        """The names, without empty lines and what a list brings along."""
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = [name for name in names if name]
        if len(names) > MAX_TRAINEES:
            raise ValidationError(f"At most {MAX_TRAINEES} at a time: these are {len(names)} names.")
        if long := next((name for name in names if len(name) > 100), None):
            raise ValidationError(f"A name has at most 100 characters: “{long[:40]}…” has {len(long)}.")
        return names

    def clean(self) -> dict[str, Any]:
        """Either names or a number."""
        cleaned = super().clean() or {}
        wrong = self.errors.keys() & {"names", "number"}
        if not wrong and bool(cleaned.get("names")) == bool(cleaned.get("number")):
            raise ValidationError({"names": "Paste names, or say how many: one of the two."})
        return cleaned

    def names_for(self, training_class: TrainingClass) -> list[str]:
        """The names of the new trainees; numbered ones go on where the class has got to."""
        if names := self.cleaned_data["names"]:
            return list(names)
        there, number = training_class.trainees().count(), self.cleaned_data["number"]
        digits = max(2, len(str(there + number)))  # so that they stand in their order
        return [f"Trainee {each:0{digits}}" for each in range(there + 1, there + number + 1)]


class MoreTraineesForm(TraineesForm):
    """More trainees for a class, of whom so many were there when the page was opened."""

    there = forms.IntegerField(widget=forms.HiddenInput)

    def look_again(self, sentence: str, there: int) -> None:
        """Say that there are so many by now, and take the form as it stands if it is sent once more."""
        self.add_error(None, sentence)
        self.data = dict(self.data.items()) | {"there": str(there)}


class NewClassForm(TraineesForm, forms.ModelForm):
    """A class and who is in it, in one form."""

    class Meta:
        model = TrainingClass
        fields = ("name",)
        labels: ClassVar[Any] = {"name": "Name of the class"}
        error_messages: ClassVar[Any] = {"name": {"required": "Write what you call the class."}}

    field_order = ("name", "names", "number")
