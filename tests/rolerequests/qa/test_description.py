"""GET /qa/ and the OpenAPI file say what the API does: each address, preset and field, in both directions."""

import re

import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from rolerequests.qa.api_presets import API_PRESETS
from rolerequests.qa.fields import FIELDS
from rolerequests.qa.views import address_patterns
from tests.rolerequests.qa.conftest import TOKEN

pytestmark = pytest.mark.django_db

BASE_DIR = settings.BASE_DIR

EXAMPLES = {
    "role": "state-agency/general-user",
    "state": "OH",
    "number": 1,
    "now": "2026-11-26T23:59:50-05:00",
    "advance": "P60D",
}


@pytest.fixture
def openapi(qa_api):
    return qa_api("GET", "/qa/openapi.json").json()


@pytest.fixture
def description(qa_api):
    return qa_api("GET", "/qa/").json()


def schema(openapi, name):
    """A validator of one of its schemas."""
    return Draft202012Validator(openapi | {"$ref": f"#/components/schemas/{name}"})


def test_the_openapi_file_is_valid(openapi):
    assert openapi["openapi"] == "3.1.0"
    validate(openapi)


def test_the_openapi_file_has_each_address(openapi):
    urls = {f"/{each.pattern}".replace("<str:user_id>", "{user_id}") for each in address_patterns()}
    assert set(openapi["paths"]) == urls


def test_the_methods_of_the_openapi_file_are_those(qa_api, openapi):
    for path, operations in openapi["paths"].items():
        allowed = qa_api("PATCH", path.format(user_id="nobody"))["Allow"]
        assert {method.upper() for method in operations} == set(allowed.split(", "))


def test_description_and_openapi_file_have_the_same_operations(openapi, description):
    listed = {(each["method"].lower(), each["address"]) for each in description["operations"]}
    address = openapi["servers"][0]["url"]
    assert listed == {
        (method, f"{address}{path}") for path, operations in openapi["paths"].items() for method in operations
    }


def test_presets_are_described_with_their_fields(openapi, description):
    of_file = {each["title"]: each for each in openapi["components"]["schemas"]["Preset"]["oneOf"]}
    assert set(of_file) == set(description["presets"]) == set(API_PRESETS)
    for name, preset in API_PRESETS.items():
        assert preset.about
        assert set(of_file[name]["properties"]) == set(preset.fields)
        assert ["preset", *description["presets"][name]["fields"]] == list(preset.fields)
    assert set(description["fields"]) == set(FIELDS)
    assert all(each["description"] for each in description["fields"].values())


@pytest.mark.parametrize("preset", API_PRESETS)
def test_a_preset_takes_exactly_the_described_fields(qa_api, openapi, preset):
    bodies = schema(openapi, "Preset")
    for name, value in EXAMPLES.items():
        body = {"preset": preset, name: value}
        refused = qa_api("POST", "/qa/sandboxes/", body)
        assert (
            (refused.status_code in (201, 409))
            == bodies.is_valid(body)
            == (name in API_PRESETS[preset].fields)
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("number", value) for value in (0, -1, 51, 10**30, "many", 1.5)),
        *(("state", value) for value in ("oh", "Ohio", "XX")),
        *(("role", value) for value in ("general-user", "state-agency/", "state-agency/nobody", "a" * 5000)),
        *(("now", value) for value in ("yesterday", "2026-11-26", "2026-11-26T24:61:00Z")),
    ],
)
def test_wrong_values_get_a_sentence(qa_api, name, value):
    response = qa_api("POST", "/qa/sandboxes/", {"preset": "several pending", name: value})
    assert (response.status_code, response.json()["field"]) == (400, name)
    assert response.json()["error"].startswith((f"{name}: ", f"The field {name} "))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"role": "cms/general-user", "state": "OH"}, "state"),
        ({"role": "cms/general-user", "number": 2}, "number"),
        ({"preset": "one pending", "role": "cms/general-user", "number": 2}, "number"),
    ],
)
def test_fields_that_do_not_fit_are_refused(qa_api, fields, wrong):
    response = qa_api("POST", "/qa/sandboxes/", {"preset": "several pending"} | fields)
    assert (response.status_code, response.json()["field"]) == (400, wrong)


def test_responses_are_as_described(qa_api, openapi):
    created = qa_api.create("class with trainees", number=1)
    user_id = created["user_id"]
    for name, response in (
        ("Sandbox", created),
        ("Account", qa_api.set_time(user_id, advance="P1D").json()),
        ("Deleted", qa_api.delete(user_id).json()),
        ("Error", qa_api.delete(user_id).json()),
        ("Error", qa_api("POST", "/qa/sandboxes/", {"preset": "fresh", "role": ""}).json()),
    ):
        schema(openapi, name).validate(response)


def test_the_guide_lists_each_preset_with_its_fields():
    guide = (BASE_DIR / "docs" / "qa.md").read_text()
    table = guide.partition("### Presets")[2].partition("### Time")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    listed = {
        row[0].strip("| `"): set(re.findall(r"`(\w+)`", row[2])) if len(row) > 2 else set() for row in rows
    }
    assert listed == {name: set(each.fields) - {"preset", "now"} for name, each in API_PRESETS.items()}


def test_the_guide_quotes_the_typescript_test():
    tests = BASE_DIR / "tests" / "browser" / "typescript" / "my-profile.spec.ts"
    quoted = (BASE_DIR / "docs" / "qa.md").read_text().partition("```ts\n")[2].partition("```")[0]
    first, rest = quoted.split("\n\n", 1)
    assert first in tests.read_text()
    assert rest in tests.read_text()


def test_descriptions_are_for_the_token_only(qa_api):
    for path in ("/qa/", "/qa/openapi.json"):
        assert Client().get(path).status_code == 403
        assert TOKEN not in qa_api("GET", path).content.decode()
