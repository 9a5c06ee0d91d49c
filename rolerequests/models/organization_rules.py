"""What must be true of an organization that editors enter or import. The messages are for them."""

import re
from collections.abc import Callable

from rolerequests.models.ccn import (
    CCN_FORM,
    STATE_OF_CODE,
    is_ccn,
    is_spreadsheet_number,
    likely_meant,
    written,
)
from rolerequests.models.organization_kinds import (
    NUMBERS,
    OrganizationGroup,
    OrganizationKind,
    has_number_of,
)
from rolerequests.models.us_states import State

MAX_REPLACEMENTS = 10  # in a row
OPEN_IS_NOT_REPLACED = "An open organization is not replaced. Close it, or leave this empty."


def code_errors(code: str, kind: OrganizationKind, state: State) -> dict[str, str]:
    """Why a normalized code does not fit kind and state: a message by field, empty if it fits."""
    if is_spreadsheet_number(code):
        return {"code": f"{code} was a CCN before a spreadsheet changed it. Format the column as text."}
    if kind.group != OrganizationGroup.PROVIDER:
        message = other_code_error(code, kind)
        return {"code": message} if message else {}
    if not is_ccn(code):
        return {"code": no_ccn_error(code)}
    if not has_number_of(kind, code):
        others = " or ".join(other.label.lower() for other in NUMBERS if has_number_of(other, code))
        meaning = f"{written(code)} is the CCN of another kind: {others}." if others else ""
        return {"code": meaning or f"{written(code)} is not the CCN of this kind, nor of another one here."}
    if (home := State(STATE_OF_CODE[code[:2]])) != state:
        return {"state": f"The CCN {written(code)} is one of {home.label}."}
    return {}


def no_ccn_error(code: str) -> str:
    """Why a normalized text is no CCN."""
    if meant := likely_meant(code):
        return f"“{code}” is not a whole CCN. Did you mean {written(meant)}?"
    return f"“{code}” is not a CCN. {CCN_FORM}"


def other_code_error(code: str, kind: OrganizationKind) -> str:
    """Why a normalized text cannot be the code of a kind without CCN; '' if it can."""
    if is_ccn(code):
        return f"{written(code)} is a CCN. This kind has none: {kind.label}."
    if not re.fullmatch(r"[A-Z0-9]{1,10}", code):
        return "A code has 1 to 10 letters and digits, such as AO01 or MAC01."
    return ""


def replacement_error(code: str, new: str, find: Callable[[str], tuple[bool, str | None] | None]) -> str:
    """Why the organization of `new` cannot replace that of `code`; '' if it can.

    `find` says of a code whether it is open and what replaced it; None if there is no such organization. One
    that was replaced itself is good enough if an open one follows in the end.
    """
    seen = [code]
    following: str | None = new
    while following:
        if following in seen:
            return f"{written(following)} would replace itself."
        if len(seen) > MAX_REPLACEMENTS:
            return f"More than {MAX_REPLACEMENTS} organizations would replace one another."
        if (found := find(following)) is None:
            return f"There is no organization {written(following)}."
        seen.append(following)
        is_open, following = found
        if is_open:
            return ""
    return f"{written(seen[-1])} is closed. Enter an open organization."
