"""How the QA API describes itself: for people, and as an OpenAPI file. Both come from its tables."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from rolerequests.qa.api_presets import API_PRESETS
from rolerequests.qa.fields import FIELDS, FORM_TYPES, schema_of
from rolerequests.qa.operations import SANDBOX_OPERATIONS, TIME_FIELDS, Body, Operation, Result

ABOUT = "Each test gets a sandbox of its own, already logged in. No test sees what another one does."
# What every operation can respond with.
ERRORS = {
    400: "The body cannot be read, or a field is missing, wrong or not known.",
    403: "The token is missing or wrong.",
    404: "There is no such address, or its slash at the end is missing.",
    405: "The address has another method.",
    415: "The body is neither JSON nor a form.",
    503: "The database does not respond. Send it again after the seconds of Retry-After.",
}
CURL = """\
curl -X POST {address}/qa/sandboxes/ -H "Authorization: Bearer $QA_API_TOKEN" -d "preset=one pending"
"""
PYTHON = """\
import json, os, urllib.request

request = urllib.request.Request(
    "{address}/qa/sandboxes/",
    json.dumps({{"preset": "one pending"}}).encode(),
    {{"Authorization": f"Bearer {{os.environ['QA_API_TOKEN']}}", "Content-Type": "application/json"}},
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["user_id"])
"""
TYPESCRIPT = """\
const response: Response = await fetch('{address}/qa/sandboxes/', {{
  method: 'POST',
  headers: {{ Authorization: `Bearer ${{process.env.QA_API_TOKEN}}`, 'Content-Type': 'application/json' }},
  body: JSON.stringify({{ preset: 'one pending' }}),
}});
console.log((await response.json()).user_id);
"""

BODIES = {"Preset": ("preset", "those of the preset"), "Time": TIME_FIELDS}
TEXT = {"type": "string"}
ACCOUNT = {
    "user_id": TEXT | {"description": "The User ID of the account."},
    "path": TEXT | {"description": "Where a tester would start."},
    "now": TEXT | {"format": "date-time", "description": "The time in the sandbox."},
    "state": {
        "type": "object",
        "description": "A browser state that is logged in: Playwright's storageState.",
    },
}
CREATED = {
    "preset": TEXT | {"description": "As it was requested."},
    "password": TEXT | {"description": "Of the account; empty if no password works for it."},
    "trainees": {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Account"},
        "description": "The trainees of a class.",
    },
}


def object_schema(properties: dict[str, Any], required: Any = None) -> dict[str, Any]:
    """The schema of an object that has these properties and no others."""
    names = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": names, "additionalProperties": False}


def address_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def describe(request: HttpRequest, body: Body) -> Result:
    """Describe the QA API: operations, presets, fields, examples."""
    address = address_of(request)
    examples = {"curl": CURL, "python": PYTHON, "typescript": TYPESCRIPT}
    return 200, {
        "about": ABOUT,
        "openapi": f"{address}/qa/openapi.json",
        "operations": [
            {
                "method": each.method,
                "address": f"{address}/{openapi_path(each)[1:]}",
                "about": each.summary,
                "fields": list(BODIES.get(each.body, ())),
            }
            for each in OPERATIONS
        ],
        "presets": {
            name: {"about": preset.about, "fields": list(preset.fields[1:])}
            for name, preset in API_PRESETS.items()
        },
        "fields": {name: schema_of(name) for name in FIELDS},
        "examples": {language: text.format(address=address) for language, text in examples.items()},
    }


def openapi_path(operation: Operation) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", operation.route)


def openapi(request: HttpRequest, body: Body) -> Result:
    """The QA API as OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(openapi_path(each), {})[each.method.lower()] = described(each)
    return 200, {
        "openapi": "3.1.0",
        "info": {
            "title": "QA API of the iQIES Role Request Simulator",
            "version": settings.VERSION,
            "description": ABOUT,
        },
        "servers": [{"url": address_of(request)}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The QA_API_TOKEN of the server.",
                }
            },
            "schemas": {
                "Account": object_schema(ACCOUNT),
                "Sandbox": object_schema(ACCOUNT | CREATED),
                "Deleted": object_schema({"deleted": TEXT}),
                "Description": {"type": "object"},
                "Error": object_schema({"error": TEXT, "field": TEXT}, required=["error"]),
                "Time": object_schema({name: schema_of(name) for name in TIME_FIELDS}, required=())
                | {"minProperties": 1, "maxProperties": 1},
                "Preset": {"oneOf": [preset_schema(name) for name in API_PRESETS]},
            },
        },
    }


def preset_schema(name: str) -> dict[str, Any]:
    """The body that creates a sandbox with this preset."""
    preset = API_PRESETS[name]
    fields = {field: schema_of(field) for field in preset.fields}
    fields["preset"] = fields["preset"] | {"const": name}
    return {"title": name, "description": preset.about} | object_schema(fields, required=["preset"])


def described(operation: Operation) -> dict[str, Any]:
    """An operation in OpenAPI."""
    errors = ERRORS | dict(operation.errors)
    result: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "summary": operation.summary,
        "responses": {
            str(operation.status): {
                "description": "It is done.",
                "content": {"application/json": {"schema": reference(operation.response)}},
            },
            **{
                str(status): {
                    "description": about,
                    "content": {"application/json": {"schema": reference("Error")}},
                }
                for status, about in errors.items()
            },
        },
    }
    if named := re.findall(r"<\w+:(\w+)>", operation.route):
        result["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": TEXT} for name in named
        ]
    if operation.body:
        types = ("application/json", *FORM_TYPES)
        content = {each: {"schema": reference(operation.body)} for each in types}
        result["requestBody"] = {"required": True, "content": content}
    return result


def reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


OPERATIONS = (
    Operation(
        "GET", "qa/", "Describe operations, presets and fields, with examples", describe, "Description"
    ),
    Operation("GET", "qa/openapi.json", "The same as OpenAPI 3.1", openapi, "Description"),
    *SANDBOX_OPERATIONS,
)
