"""Forms to find organizations and to add them to a request: by search, and by a list of CCNs."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict

from accounts.models import User
from rolerequests.drop_down import FixedChoices, PlainSelect
from rolerequests.models import (
    MAX_ORGANIZATIONS,
    Organization,
    OrganizationClosedError,
    RoleRequest,
    TooManyOrganizationsError,
)
from rolerequests.models.ccn import CCN_FORM, codes_in, is_ccn, likely_meant, normalized, written
from rolerequests.models.organization_kinds import OrganizationGroup, kinds_of
from rolerequests.models.us_states import State
from rolerequests.organizations.search import MAX_FOUND, Found, Search, find
from rolerequests.organizations.widgets import PlainTextInput

PER_PAGE = 25
MAX_PASTED = 20_000  # characters
MAX_REASONS = 20  # shown at once
TOO_MANY = (
    f"A request takes {MAX_ORGANIZATIONS} organizations at most. "
    "Submit this one, and ask for the others in another."
)
STATES = FixedChoices([("", "All states"), *State.choices])
KINDS = FixedChoices(
    [("", "All kinds"), *((kind.value, kind.label) for kind in kinds_of(OrganizationGroup.PROVIDER))]
)


class SearchForm(forms.Form):
    """What to find. Contractors and accrediting organizations have neither a CCN nor a kind to select."""

    q = forms.CharField(
        label="CCN or name",
        required=False,
        max_length=100,
        help_text="A CCN such as 36-8498 or 36C0009998, or words of the name and city.",
        error_messages={"max_length": "Enter at most 100 characters."},
        widget=PlainTextInput(attrs={"class": "usa-input", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label="State (optional)", required=False, choices=STATES, widget=PlainSelect)
    kind = forms.ChoiceField(label="Kind (optional)", required=False, choices=KINDS, widget=PlainSelect)

    def __init__(self, group: OrganizationGroup, data: QueryDict | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.group = group
        if group != OrganizationGroup.PROVIDER:
            del self.fields["kind"]
            self.fields["q"].label, self.fields["q"].help_text = "Name", "Words of its name or city."

    def clean(self) -> dict[str, Any]:
        """Refuse a search for nothing."""
        if not self.errors and not any(self.cleaned_data.values()):
            selects = "a state or a kind" if "kind" in self.fields else "a state"
            asked = "a CCN or a name" if "kind" in self.fields else "a name"
            self.add_error(
                "q", forms.ValidationError(f"Enter {asked}, or select {selects}.", code="required")
            )
        return self.cleaned_data

    def find(self) -> Found:
        """The organizations that a valid form asks for."""
        cleaned = self.cleaned_data
        return find(Search(cleaned["q"], self.group, cleaned["state"], cleaned.get("kind", "")))

    def asked(self) -> str:
        """What was asked for, after a number of organizations: ` for “maple” in Ohio`."""
        text, state = self.cleaned_data["q"], self.cleaned_data["state"]
        words = f" for “{text}”" if text else ""
        return words + (f" in {State(state).label}" if state else "")


@dataclass(frozen=True)
class Row:
    """An organization that was found. `number` counts those with a checkbox, from 0; others have a note."""

    organization: Organization
    number: int | None
    note: str = ""


def rows_of(organizations: list[Organization], named: Collection[int]) -> Iterator[Row]:
    """The rows of one page: what the request names already, and what is closed, has no checkbox."""
    number = 0
    for organization in organizations:
        if organization.pk in named:
            yield Row(organization, None, "Added")
        elif not organization.is_open:
            yield Row(organization, None, closed_note(organization))
        else:
            yield Row(organization, number)
            number += 1


class Results:
    """One page of what a search found, for a request."""

    def __init__(self, form: SearchForm, role_request: RoleRequest, query: QueryDict) -> None:
        self.form = form
        self.query = query
        self.found = form.find()
        self.page: Page[int] = Paginator(self.found.keys or [], PER_PAGE).get_page(query.get("page"))
        named = {each.pk for each in role_request.organizations()}
        self.rows = list(rows_of(self.found.page(self.page.number, PER_PAGE), named))
        self.title = "Organizations found"

    @property
    def number(self) -> int:
        """How many were found."""
        return len(self.found.keys or [])

    @property
    def heading(self) -> str:
        """How many were found, and what was asked for."""
        if self.found.keys is None:
            return f"More than {MAX_FOUND} organizations found{self.form.asked()}"
        if not self.number:
            return f"No organizations found{self.form.asked()}"
        noun = "organization" if self.number == 1 else "organizations"
        return f"{self.number} {noun} found{self.form.asked()}"

    @property
    def advice(self) -> list[str]:
        """What to do if the list is empty, or if what was typed is no whole CCN."""
        text = normalized(self.form.cleaned_data["q"])
        if self.found.keys is None:
            return ["Enter another word of the name or city, or select a state or a kind."]
        if self.found.meant:
            return [f"{text} is not a whole CCN. Did you mean {written(self.found.meant[0])}?"]
        if self.number:
            return []
        if is_ccn(text):
            return [f"No organization here has the CCN {written(text)}. Check the number, or search by name."]
        if self.found.is_code or text.isdecimal():
            return [f"{text} is not a CCN. {CCN_FORM}"]
        return [
            "Check the spelling, or enter fewer words or only their first letters. "
            "Each word must begin a word of the name or city."
        ]

    @property
    def has_choices(self) -> bool:
        """Whether anything on this page can be added."""
        return any(row.number is not None for row in self.rows)

    def link_to(self, number: int) -> str:
        """The URL of another page of the results."""
        query = self.query.copy()
        query["page"] = str(number)
        query.pop("check", None)
        return f"?{query.urlencode()}"

    def previous_link(self) -> str:
        """URL of the previous page. Raises EmptyPage on the first."""
        return self.link_to(self.page.previous_page_number())

    def next_link(self) -> str:
        """URL of the next page. Raises EmptyPage on the last."""
        return self.link_to(self.page.next_page_number())

    def links(self) -> Iterator[tuple[int | None, str]]:
        """Yield number and URL of each page to show; None where pages are left out."""
        for number in self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1):
            yield (number, self.link_to(number)) if isinstance(number, int) else (None, "")


class SeveralForm(forms.Form):
    """CCNs, pasted. The good ones are added; the others stay in the field, each with its reason."""

    ccns = forms.CharField(
        label="CCNs",
        max_length=MAX_PASTED,
        help_text="One on each line, or with commas between them. Hyphens, spaces and small letters do not "
        "matter.",
        error_messages={
            "required": "Enter at least one CCN.",
            "max_length": f"Enter at most {MAX_PASTED:,} characters.",
        },
        widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 8, "spellcheck": "false"}),
    )
    problem = "There is a problem"  # heading of the error summary

    def refuse(self, reasons: list[str]) -> None:
        """Show why entries were not added, for the first MAX_REASONS of them.

        What is the same for several is said once, so also what a CCN looks like, after the others.
        """
        self.problem = "Some CCNs could not be added"
        shown = [words.removesuffix(CCN_FORM).rstrip() for words in reasons[:MAX_REASONS]]
        if shown != reasons[:MAX_REASONS]:
            shown.append(CCN_FORM)
        for words in dict.fromkeys(shown):
            self.add_error("ccns", words)
        if (left := len(reasons) - MAX_REASONS) > 0:
            self.add_error("ccns", f"{left} more could not be added.")


@dataclass(frozen=True)
class Pasted:
    """What became of a pasted list: organizations added, and each entry that was not, with its reason."""

    added: list[Organization]
    refused: list[tuple[str, str]]


def entries_in(text: str) -> Iterator[tuple[str, str]]:
    """Each entry of a pasted list with its CCN, or '' if it has none.

    A CCN may stand in a text, or beside one: pieces of a line without a digit are names if it has a CCN.
    """
    for line in text.splitlines():
        pieces = [piece.strip() for piece in re.split(r"[,;\t]", line) if piece.strip()]
        codes = [[whole] if is_ccn(whole := normalized(piece)) else codes_in(piece) for piece in pieces]
        for piece, found in zip(pieces, codes, strict=True):
            if found:
                yield from ((written(code), code) for code in found)
            elif not any(codes) or re.search(r"\d", piece):
                yield piece, ""


def add_pasted(role_request: RoleRequest, text: str, *, actor: User) -> Pasted:
    """Add the organizations of a pasted list. Raises TransitionError as `add_organizations` does."""
    entries = list(entries_in(text))
    codes = {code for _, code in entries if code}
    known = {
        each.code: each for each in Organization.objects.filter(code__in=codes).select_related("replaced_by")
    }
    named = role_request.requested_organizations.count()
    wanted: list[Organization] = []
    refused: list[tuple[str, str]] = []
    for entry, code in entries:
        organization = known.get(code)
        if organization and organization.is_open:
            if named + len(wanted) >= MAX_ORGANIZATIONS and organization not in wanted:
                refused.append((entry, TOO_MANY))
            elif organization not in wanted:
                wanted.append(organization)
        else:
            refused.append((entry, reason(entry, code, organization)))
    try:
        added = role_request.add_organizations(wanted, actor=actor)
    except (OrganizationClosedError, TooManyOrganizationsError) as error:
        return Pasted([], refused + [(each.written_code, str(error)) for each in wanted])
    return Pasted(added, refused)


def reason(entry: str, code: str, organization: Organization | None) -> str:
    """Why an entry of a pasted list was not added."""
    if organization:
        return closed_words(organization)
    if code:
        return f"No organization here has the CCN {written(code)}."
    if meant := likely_meant(normalized(entry)):
        return f"{entry} is not a whole CCN. Did you mean {written(meant)}?"
    return f"{entry} is not a CCN. {CCN_FORM}"


def closed_words(organization: Organization) -> str:
    """Why a closed organization cannot be added, and which one replaced it."""
    note = closed_note(organization)
    return f"{organization} is {note[0].lower()}{note[1:]}"


def closed_note(organization: Organization) -> str:
    """That it is closed, and what replaced it."""
    if organization.replaced_by:
        return f"Closed. Its CCN was replaced by {organization.replaced_by.written_code}."
    return "Closed: it cannot be added."
