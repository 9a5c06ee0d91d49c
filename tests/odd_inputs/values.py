"""What no person would send: strategies for texts, addresses, forms, files and JSON."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.odd_inputs.forms import TICKED, Field, Form

Value = str | bytes  # bytes are a file
Pairs = list[tuple[str, Value]]

NASTY = [
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "a\udfffb",
        "\u202e",
        "\r\nX-Odd: 1",
        "²",
        "٣",
        "İ",
        "🙂",
        "e\u0301" * 300,
    ),
    *(
        "-1",
        "0",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "9" * 30,
    ),
    *(
        "9" * 5000,
        "x" * 100_000,
        "1e400",
        "NaN",
        "-Infinity",
        "1_0",
        "+1",
        "1.5",
        " 1",
        "0x1",
        "true",
        "None",
    ),
    *(
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "2026-02-30",
        "2026-12-01 25:61",
        "9999-12-31T23:59:59.999999Z",
    ),
    *(
        "%",
        "%s",
        "%(a)s",
        "{{ 7 }}",
        "{0}",
        "<b>",
        "';--",
        "../..",
        "//example.org",
        "javascript:0",
        "[]",
        "{}",
    ),
    *(
        ",",
        "1,2",
        "\n".join(["Ann Lee"] * 2000),
        "__class__",
        "_5F",
        "_",
        "null",
        '{"\\ud800": "\\udfff"}',
        '"\\ud800"',
        "P1D",
        "P99999999999D",
    ),
]
PLAIN = [
    "Ann Lee",
    "Ann Lee\nBob Ray",
    "ann-lee",
    "OH",
    "1",
    "2",
    "2026-12-01",
    "727491",
    "Practice-2026",
    "Odd-Password-77",
]
# Names that the admin and the pages know beside those of their fields.
NAMES = ["q", "p", "o", "e", "all", "next", "page", "check", "_popup", "_to_field", "action", "select_across"]
NAMES += [
    "_selected_action",
    "at__gte",
    "at__year",
    "id__in",
    "pk",
    "is_active__exact",
    "kind",
    "state",
    "role",
]
NAMES += ["_changelist_filters", "_save", "_continue", "_addanother", "_saveasnew", "confirmed", "version"]
FORM_NUMBERS = ["TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"]
ODD_THINGS = ["value", "value", "value", "missing", "doubled", "name", "added", "number", "file"]
CHARACTERS = st.characters(exclude_categories=())  # with surrogates

texts = st.sampled_from(NASTY) | st.text(CHARACTERS, max_size=40)
names = st.sampled_from(NAMES) | texts
bodies = st.binary(max_size=60) | texts.map(lambda text: text.encode(errors="surrogatepass"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def addresses(draw: st.DrawFn, address: str) -> str:
    """An address of which a piece is odd, such as the key of an object, or that has an odd query."""
    pieces = address.strip("/").split("/")
    if draw(st.booleans()):
        pieces[draw(st.integers(0, len(pieces) - 1))] = quote(draw(texts), safe="", errors="surrogatepass")
        address = f"/{'/'.join(pieces)}/"
    query = draw(st.lists(st.tuples(names, texts), max_size=3))
    return f"{address}?{urlencode(query, errors='surrogatepass')}" if query else address


def sensible(field: Field, files: list[bytes]) -> st.SearchStrategy[list[Value]]:
    """What a person could send in this field."""
    as_it_is: list[Value] = [*field.sent]
    others: list[list[Value]] = [[each] for each in field.offered]
    if field.kind == "file":
        return st.sampled_from([[each] for each in files])
    if field.kind == "hidden":
        return st.just(as_it_is)
    if field.kind not in (*TICKED, "select"):
        others += [[each] for each in PLAIN]
    return st.sampled_from([as_it_is, *others])


@st.composite
def filled(draw: st.DrawFn, form: Form, files: list[bytes]) -> Pairs:
    """The form as a person could send it."""
    pairs = [(field.name, each) for field in form.fields.values() for each in draw(sensible(field, files))]
    if form.buttons:
        pairs.append(draw(st.sampled_from(form.buttons)))
    return pairs


def odd_value(value: Value) -> st.SearchStrategy[Value]:
    return odd_files(value) if isinstance(value, bytes) else texts


@st.composite
def oddly_filled(draw: st.DrawFn, form: Form, files: list[bytes]) -> Pairs:
    """The form with up to four odd things."""
    pairs = draw(filled(form, files))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(pairs) - 1, 0)))
        name, value = pairs[place] if pairs else (draw(names), "")
        match draw(st.sampled_from(ODD_THINGS)):
            case "value":
                pairs[place : place + 1] = [(name, draw(odd_value(value)))]
            case "missing":
                del pairs[place : place + 1]
            case "doubled":
                pairs.append((name, draw(texts)))
            case "name":
                pairs[place : place + 1] = [(draw(texts), value)]
            case "added":
                pairs.append((draw(names), draw(texts)))
            case "file":
                pairs[place : place + 1] = [(name, draw(st.binary(max_size=50)))]
            case "number":
                prefix = name.partition("-")[0]
                pairs.append((f"{prefix}-{draw(st.sampled_from(FORM_NUMBERS))}", draw(texts)))
    return pairs


@st.composite
def odd_files(draw: st.DrawFn, content: bytes) -> bytes:
    """A file in which something is odd: a value of JSON, a cell of CSV, or a byte."""
    try:
        found = json.loads(content)
    except ValueError:
        cells = content.split(b",")
        cells[draw(st.integers(0, len(cells) - 1))] = draw(texts).encode(errors="surrogatepass")
        return b",".join(cells)
    if found and isinstance(found, list) and draw(st.booleans()):
        fields = found[draw(st.integers(0, len(found) - 1))]
        fields = draw(st.sampled_from([fields, fields.get("fields", fields)]))
        fields[draw(st.sampled_from(sorted(fields)) | texts)] = draw(json_values)
        return json.dumps(found).encode()
    return json.dumps(draw(json_values)).encode()


@st.composite
def json_bodies(draw: st.DrawFn, fields: list[str]) -> bytes:
    """An object with these fields or others, or any JSON."""
    found: Any = draw(st.dictionaries(st.sampled_from(fields) | texts, json_values, max_size=4))
    return json.dumps(found if draw(st.booleans()) else draw(json_values)).encode()
