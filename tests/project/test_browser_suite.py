"""The browser tests keep out of the application, wait for what they see, and find it as people do."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

TESTS = Path(settings.BASE_DIR) / "tests"
FILES = sorted((TESTS / "browser").rglob("*.py"))

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def nodes_of(file, *kinds):
    return [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, kinds)]


@every_file
def test_it_imports_nothing_of_the_application(file):
    imported = {alias.name for node in nodes_of(file, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes_of(file, ast.ImportFrom)}
    ours = {"django", "accounts", "rolerequests", "iqies_roles"}
    assert {name for name in imported if name.split(".")[0] in ours} == set()


@pytest.mark.parametrize("file", sorted(TESTS.rglob("*.py")), ids=lambda file: str(file.relative_to(TESTS)))
def test_no_test_sleeps_or_tries_again(file):
    names = {ast.unparse(node).split(".")[-1] for node in nodes_of(file, ast.Name, ast.Attribute, ast.alias)}
    allowed = {"sleep"} if file.name == "server.py" else set()  # a process that does not listen yet
    assert names & {"sleep", "wait_for_timeout", "flaky", "reruns"} <= allowed


@every_file
def test_it_finds_things_by_role_label_and_text(file):
    called = {ast.unparse(node.func).split(".")[-1] for node in nodes_of(file, ast.Call)}
    assert called & {"locator", "query_selector", "get_by_test_id"} == set()
