"""The admin's forms of exercises and wrong turns, with the help texts that editors read."""

import re
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.versions import VersionedForm, VersionedFormSet
from rolerequests.catalog.admin.forms import DescriptionField, LabelField
from rolerequests.catalog.checks import name_of
from rolerequests.models import Organization, Role, UserCategory
from rolerequests.models.ccn import normalized
from rolerequests.models.choices import SurveyorResponse
from rolerequests.models.us_states import State
from rolerequests.qa.presets import PRESETS
from training.models import Exercise, Field, Turn, WrongTurn
from training.models.choices import TURNS

PLACEHOLDERS = "{category}, {role} and {state} become the names of what the task needs."
REPEATED = "Another wrong turn of this exercise is about the same. Change one of them."
STORED = "Another wrong turn is still stored for this. Change or delete that one and save it first."


class CodesField(forms.CharField):
    """Organizations, entered by their CCNs or codes: there are too many to choose from."""

    def clean(self, value: Any) -> list[Organization]:
        codes = codes_in(super().clean(value))
        found = {each.code: each for each in Organization.objects.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(f"There is no organization {unknown[0]}.", "invalid_choice")
        return list(found.values())

    def prepare_value(self, value: Any) -> Any:
        """Stored organizations as people read their codes; what was typed, or is in the address, as it is."""
        if isinstance(value, list):
            return ", ".join(str(getattr(each, "written_code", each)) for each in value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(each.code for each in initial or ()) != sorted(codes_in(data or ""))


def codes_in(text: str) -> list[str]:
    """The codes of a text, without hyphens and in capitals."""
    return [normalized(each) for each in re.split(r"[\s,;]+", text) if each]


class ExerciseForm(VersionedForm):
    """Adds or changes an exercise."""

    preset = forms.ChoiceField(
        label="Practice data at the start",
        help_text='What the trainee finds. "Fresh" fits nearly every exercise.',
    )
    organizations = CodesField(
        required=False,
        help_text="Only for a role that asks for them: CCNs or codes such as 36-8498, separated by commas.",
    )

    class Meta:
        model = Exercise
        fields = (
            *("title", "slug", "position", "is_active", "task", "goal", "preset", "category", "role"),
            *("states", "organizations", "response_expected", "also_pending", "begin_with"),
            *("why", "slip", "in_iqies", "section", "sources"),
        )
        widgets: ClassVar[Any] = dict.fromkeys(
            ("task", "why", "slip", "in_iqies", "sources"), AdminTextareaWidget({"rows": 4})
        )
        field_classes: ClassVar[Any] = {
            "title": LabelField,
            **dict.fromkeys(("task", "why", "slip", "in_iqies", "sources"), DescriptionField),
        }
        help_texts: ClassVar[Any] = {
            "title": "Who the trainee is, such as: New nurse surveyor, {state}. {state} becomes a name.",
            "slug": "A short name for addresses and files, such as new-nurse-surveyor. Another name for each "
            "exercise.",
            "position": "Order in the list of exercises, smallest first.",
            "is_active": "Trainees see it. Leave it off while this is unfinished. Attempts stay.",
            "task": f"The story and what to ask for, in 50 words at most, without the role. {PLACEHOLDERS}",
            "goal": "Most exercises end with a request. One can ask to leave page 1 with Cancel.",
            "category": "The category on page 1 that the task needs.",
            "role": "The role on page 2 that the task needs. It must belong to the category.",
            "states": "Only for a role that asks for one: codes such as OH, PA. The first is that of the "
            "story. When the trainee comes back after some weeks, the next one is used.",
            "response_expected": "Leave it off. The job aid says: do not respond to this question.",
            "also_pending": "Only if the trainee must keep a request that is pending at the start.",
            "begin_with": "Only if the task is to change one's mind: the category to select first.",
            "why": f"Read after the right request, in 50 words at most. {PLACEHOLDERS}",
            "slip": "Where the job aid contradicts itself about this, if it does.",
            "in_iqies": "Who would approve the request, and how long that takes. Say where this is from.",
            "section": "2 is State Agency, 3 is CMS General User, 4 is CMS View Only User.",
            "sources": "Where each fact is from: steps and figures of the job aid, public sources, inferred.",
        }
        error_messages: ClassVar[Any] = {
            "title": {"required": "Write a title."},
            "slug": {
                "required": "Write a short name, such as new-nurse-surveyor.",
                "unique": "Another exercise has this short name. Write another one.",
            },
            "position": {"required": "Write a number."},
            "task": {"required": "Write the story and the task."},
            "why": {"required": "Write why the request fits."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict.fromkeys([*PRESETS, self.instance.preset])
        self.fields["preset"].choices = [(name, preset_in_words(name)) for name in names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Compare the organizations with what page 3 asks the role for."""
        cleaned = super().clean()
        if "organizations" in cleaned and "role" in cleaned:
            # The instance has role and goal only later.
            needed = Exercise(role=cleaned["role"], goal=cleaned.get("goal", ""))
            if error := needed.organizations_error(cleaned["organizations"]):
                self.add_error("organizations", error)
        return cleaned


def preset_in_words(name: str) -> str:
    """Such as `Fresh: No requests.`"""
    build = PRESETS.get(name)
    words = (build.__doc__ or "").strip().splitlines()[0] if build else "This is no longer known."
    return f"{name.capitalize()}: {words}"


# Wrong turns

ABOUT_WRONG_TURNS = (
    "Choose in the first menu what the trainee selects or does. “Any other” is for all without their own. "
    "Choose in the second menu when the coach says the sentence. Leave it as it is for one sentence that "
    "fits always. Write 50 words at most. {selected} becomes the name of what was selected, {description} "
    f"its text on the page. {PLACEHOLDERS}"
)


class Menu(forms.Select):
    """A drop-down with option groups, built without a template for each of its hundred options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        groups: Any = [each if isinstance(each[1], list) else (None, [each]) for each in self.choices]
        content = [(label, self.html_of(options, value)) for label, options in groups]
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs({"name": name}, attrs)),
            mark_safe(  # noqa: S308 - escaped
                "".join(
                    format_html('<optgroup label="{}">{}</optgroup>', label, options) if label else options
                    for label, options in content
                )
            ),
        )

    def html_of(self, options: list[tuple[str, str]], value: Any) -> SafeString:
        """The options of a group."""
        return format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if key == (value or "") else "", label) for key, label in options),
        )


class WrongTurnForm(VersionedForm):
    """Adds or changes a wrong turn. One menu has all that a sentence can be about."""

    selection = forms.ChoiceField(
        label="Wrong turn",
        widget=Menu,
        error_messages={"required": "Choose what the sentence is about."},
    )

    class Meta:
        model = WrongTurn
        fields = ("occasion", "sentence")
        field_classes: ClassVar[Any] = {"sentence": DescriptionField}
        widgets: ClassVar[Any] = {"sentence": AdminTextareaWidget({"rows": 3})}
        error_messages: ClassVar[Any] = {"sentence": {"required": "Write what the coach says."}}

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["selection"].choices = choices  # type: ignore[attr-defined]
        self.initial["selection"] = key_of(self.instance)

    def values_of(self, instance: Any) -> dict[str, Any]:
        return {"selection": key_of(instance), "occasion": instance.occasion, "sentence": instance.sentence}

    def in_words(self, instance: Any, name: str) -> str:
        return instance.about if name == "selection" else super().in_words(instance, name)

    def clean(self) -> dict[str, Any]:
        """Take what the sentence is about from the menu."""
        cleaned = super().clean()
        if selection := cleaned.get("selection"):
            on, _, key = selection.partition(":")
            turn = self.instance
            turn.on, turn.value = on, "" if on in (Field.CATEGORY, Field.ROLE) else key
            turn.category_id = int(key) if key and on == Field.CATEGORY else None
            turn.role_id = int(key) if key and on == Field.ROLE else None
        return cleaned


class WrongTurnFormSet(VersionedFormSet):
    """The wrong turns of an exercise. No two are about the same."""

    @cached_property
    def choices(self) -> list[Any]:
        return selection_choices()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "choices": self.choices}

    def clean(self) -> None:
        """Compare with the stored ones too: rows are saved one by one, so two cannot swap."""
        super().clean()
        stored = {
            (key_of(each), each.occasion): each.pk
            for each in WrongTurn.objects.filter(exercise=self.instance.pk or 0)
        }
        deleted = {form.instance.pk for form in self.deleted_forms}
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            if form in self.deleted_forms or not (selection := form.cleaned_data.get("selection")):
                continue
            key = selection, form.cleaned_data.get("occasion", "")
            owner = stored.get(key, form.instance.pk)
            if key in seen:
                form.add_error("selection", ValidationError(REPEATED, "unique"))
            elif owner != form.instance.pk and (form.instance.pk or owner not in deleted):
                form.add_error("selection", ValidationError(STORED, "unique"))
            seen.add(key)


def key_of(turn: WrongTurn) -> str:
    """What a wrong turn is about, as the menu has it: `role:12`, `state:OH`, `category:` for any other."""
    return f"{turn.on}:{turn.category_id or turn.role_id or turn.value}" if turn.on else ""


def selection_choices() -> list[Any]:
    """The menu of all that a sentence can be about. Two queries."""
    responses = [(each.value, each.label) for each in (SurveyorResponse.YES, SurveyorResponse.NO)]
    roles = Role.objects.select_related("category").order_by("category__position", "position", "name")
    groups: dict[Field, tuple[str, list[tuple[Any, Any]]]] = {
        Field.CATEGORY: ("Any other category", named(UserCategory.objects.all())),
        Field.ROLE: ("Any other role of the category", named(roles)),
        Field.STATE: ("Any other state", list(State.choices)),
        Field.ORGANIZATIONS: ("Any other organizations", []),
        Field.RESPONSE: ("Any other response", responses),
        **{field: ("", [(turn, Turn(turn).label) for turn in turns]) for field, turns in TURNS.items()},
    }
    return [("", "---------")] + [
        (field.label, [(f"{field}:{key}", label) for key, label in ([("", other)] if other else []) + each])
        for field, (other, each) in groups.items()
    ]


def named(entries: Any) -> list[tuple[Any, str]]:
    """The key and the name of each catalog entry."""
    return [(each.pk, name_of(each)) for each in entries]
