"""CCNs as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolerequests.models.ccn import (
    STATE_CODES,
    STATE_OF_CODE,
    codes_in,
    is_beginning,
    is_ccn,
    is_spreadsheet_number,
    likely_meant,
    normalized,
    written,
)
from rolerequests.models.organization_kinds import NUMBERS, has_number_of
from rolerequests.models.organization_kinds import OrganizationKind as Kind
from rolerequests.models.us_states import State

FUNCTIONS = (normalized, is_ccn, is_beginning, written, codes_in, likely_meant, is_spreadsheet_number)
SHORT = st.from_regex(r"([0-9]{4}|[ABE-HJ-MPR-UWYZ][0-9A-K][0-9]{2}|[0-9]{3}[EF])", fullmatch=True)
LONG = st.from_regex(r"[CDX][0-9]{7}", fullmatch=True)
CODES = st.tuples(st.sampled_from(sorted(STATE_OF_CODE)), SHORT | LONG).map("".join).filter(str.isascii)
FILL = st.sampled_from(["", " ", "-", "\N{NON-BREAKING HYPHEN}", "\N{EN DASH}", "\N{NO-BREAK SPACE}", "\t"])


@pytest.mark.parametrize(
    "typed",
    [
        *("36-8498", "368498", "36 8498", " 36\N{EN DASH}8498 ", "36\N{NON-BREAKING HYPHEN}8498"),
        *('="368498"', "'368498", '"368498"', "36\N{NO-BREAK SPACE}8498", "36\N{MINUS SIGN}8498"),
        *("36\N{SOFT HYPHEN}8498", "\N{ZERO WIDTH NO-BREAK SPACE}368498", "3 6 8 4 9 8"),
        *("\N{LEFT-TO-RIGHT MARK}36-8498", "\N{FULLWIDTH DIGIT THREE}6-8498", "\u201e36-8498\u201c"),
    ],
)
def test_typed_ccn_is_understood(typed):
    assert normalized(typed) == "368498"
    assert is_ccn(normalized(typed))
    assert written(normalized(typed)) == "36-8498"


@pytest.mark.parametrize("code", ["368498", "36C0009998", "A01798", "05E012", "36S001", "36TA01", "36000E"])
def test_whole_ccns(code):
    assert is_ccn(code)
    assert not is_beginning(code)
    assert normalized(written(code).lower()) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "36849",
        "42ND",
        "3684987",
        "AO01",
        "MAC01",
        "C68498",
        "36O498",
        "36c0009998",
        "1234567890",
        "٣٦٨٤٩٨",
        *("568498", "608498", "998498", "A88498X", "B38498", "99C0009998"),  # no state
    ],
)
def test_texts_that_are_no_ccn(text):
    assert not is_ccn(text)


@pytest.mark.parametrize("text", ["36", "368", "3684", "36849", "36C", "36C0009", "A0", "05E0"])
def test_beginnings_of_a_ccn(text):
    assert is_beginning(text)


@pytest.mark.parametrize("text", ["", "3", "42ND", "MAPLE", "36-8", "AO", "3684981", "36Q", "36C00099981"])
def test_texts_that_begin_no_ccn(text):
    assert not is_beginning(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("36849", "036849"),
        ("36849O", "368490"),
        ("36I798", "361798"),
        ("L68498", "168498"),
        ("36COOO9998", "36C0009998"),
        ("MAPLE", None),
        ("368498", None),
        ("1234", None),
        ("5E+12", None),
    ],
)
def test_likely_meant(typed, meant):
    assert likely_meant(typed) == meant


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("42 1200 Main Street, room 10 2026", []),
        ("the CCN 36\N{EN DASH}8498", ["368498"]),
        ("36-8498 Training Clover Home Health", ["368498"]),
        ("Training Clover (36-8498), 36C0009998; 36-8498", ["368498", "36C0009998"]),
        ("call 555-0100 or 888-477-7876", []),
        ("42nd Street", []),
        ("no number", []),
        ("CCN:368498.", ["368498"]),
    ],
)
def test_ccns_inside_a_text(text, codes):
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5E+12", True), ("5.00E+12", True), ("5,00E+12", True), ("05E012", False), ("36849", False)],
)
def test_number_of_a_spreadsheet(text, expected):
    assert is_spreadsheet_number(text) == expected


def test_each_state_has_codes_of_its_own():
    assert set(STATE_CODES) == set(State.values)
    assert len(STATE_OF_CODE) == sum(map(len, STATE_CODES.values()))


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("368498", {Kind.HOME_HEALTH_AGENCY}),
        ("366498", {Kind.NURSING_HOME}),
        ("361798", {Kind.HOSPICE}),
        ("36C0009998", {Kind.SURGICAL_CENTER}),
        ("36D2000001", {Kind.LABORATORY}),
        ("05E012", {Kind.MEDICAID_NURSING_HOME}),
        ("36000E", {Kind.EMERGENCY_HOSPITAL}),
        ("36TA01", {Kind.REHABILITATION_HOSPITAL}),
        ("36M001", {Kind.CRITICAL_ACCESS_HOSPITAL, Kind.PSYCHIATRIC_HOSPITAL}),
        ("360001", {Kind.HOSPITAL}),
        ("369800", set()),
    ],
)
def test_the_number_tells_the_kind(code, kinds):
    assert {kind for kind in NUMBERS if has_number_of(kind, code)} == kinds


@given(CODES)
def test_no_number_has_many_kinds(code):
    assert sum(has_number_of(kind, code) for kind in NUMBERS) <= 2


@given(st.text())
def test_no_text_raises(text):
    for function in FUNCTIONS:
        function(text)
        function(normalized(text))


@given(CODES, FILL, FILL)
def test_ccn_survives_writing_and_typing(code, before, inside):
    assert normalized(written(code)) == code
    typed = f"{before}{code[:2]}{inside}{code[2:].lower()}{before}"
    assert normalized(typed) == code
    assert is_ccn(code)
