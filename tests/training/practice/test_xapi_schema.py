"""Exported statements keep the published JSON schema of xAPI.

The npm package tin-can-json-schema (Rustici Software) has that of version 1.0.1. Versions 1.0.2 and 1.0.3 only
explain the data of statements better.
"""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from jsonschema import Draft4Validator, FormatChecker

from tests.browser.server import ROOT
from tests.factories import TrainingClassFactory
from tests.training.practice.attempts import attempt_of, result
from training.models import Level, Outcome

pytestmark = pytest.mark.django_db
PACKAGE = ROOT / "node_modules" / "tin-can-json-schema"


def schema_errors(statements):
    """The messages of what breaks the schema, in a list of statements."""
    checker = FormatChecker(formats=())
    for name, pattern in json.loads((PACKAGE / "formats.json").read_text()).items():
        checker.checks(name)(lambda value, pattern=pattern: bool(re.search(pattern, value)))
    validator = Draft4Validator(json.loads((PACKAGE / "1.0.1.json").read_text()), format_checker=checker)
    return [error.message for error in validator.iter_errors({"statement_list": statements})]


@pytest.fixture
def statements():
    """Those of a class with attempts that differ, fit, go on, and have help; one is without a state."""
    ann, bob, eve, joe = TrainingClassFactory(trainees=["Ann", "Bob", "Eve", "Joe"]).trainees()
    attempt_of(ann)
    attempt_of(bob, "leave-without-sending", state="", outcome=Outcome.FITS, results=[result(fits=True)])
    attempt_of(eve, ended_at=None, outcome="", results=[])
    attempt_of(joe, level=Level.TRY)
    stdout = StringIO()
    call_command("export_attempts", format="xapi", address="https://practice.example.gov", stdout=stdout)
    return json.loads(stdout.getvalue())


def test_statements_keep_the_schema(statements):
    assert len(statements) == 6
    assert schema_errors(statements) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "1"},
        {"actor": {"account": {"name": "ann-lee"}}},
        {"verb": {"id": "passed"}},
        {"result": {"duration": "5 minutes"}},
        {"timestamp": "yesterday"},
        {"score": 1},
    ],
)
def test_schema_finds_what_breaks_it(wrong, statements):
    assert schema_errors([{**statements[0], **wrong}])
