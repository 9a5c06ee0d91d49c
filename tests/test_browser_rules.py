"""Rules for browser tests: no imports of the application, no sleeping, no selectors."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES = sorted((TESTS / "browser").rglob("*.py"))

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def nodes_of(file, *kinds):
    return [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, kinds)]


@every_file
def test_browser_tests_import_no_application_code(file):
    imported = {alias.name for node in nodes_of(file, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes_of(file, ast.ImportFrom)}
    ours = {"django", "accounts", "rolerequests", "training", "iqies_roles"}
    assert {name for name in imported if name.split(".")[0] in ours} == set()


def waits_in(source):
    """Names and calls that sleep or retry."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = node.name if isinstance(node, ast.alias) else ast.unparse(node).split(".")[-1]
            if name in {"sleep", "wait_for_timeout", "flaky", "reruns"}:
                yield name
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "wait":
            yield ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r"setTimeout\(|setInterval\(", node.value)


# Methods of a page that take a selector. Those of a locator take none.
WITH_SELECTOR = {
    *(
        "locator",
        "frame_locator",
        "query_selector",
        "query_selector_all",
        "wait_for_selector",
        "drag_and_drop",
    ),
    *("eval_on_selector", "eval_on_selector_all", "get_by_test_id"),
}
OF_A_PAGE = {
    *(
        "click",
        "dblclick",
        "tap",
        "fill",
        "type",
        "press",
        "check",
        "uncheck",
        "set_checked",
        "select_option",
    ),
    *("hover", "focus", "set_input_files", "dispatch_event", "get_attribute", "input_value", "inner_text"),
    *("inner_html", "text_content", "is_visible", "is_hidden", "is_checked", "is_enabled", "is_disabled"),
}


def selectors_in(source):
    """Calls that find an element by anything but role, label or text."""
    tree = ast.parse(source)
    arguments = [each for each in ast.walk(tree) if isinstance(each, ast.arg)]
    pages = {"page", *(each.arg for each in arguments if ast.unparse(each).endswith(": Page"))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value).split(".")[-1]
            if node.func.attr in WITH_SELECTOR or (owner in pages and node.func.attr in OF_A_PAGE):
                yield ast.unparse(node)


def uncounted_loops_in(source):
    """Functions that loop over the elements of a locator, and do not say how many there are."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and "to_have_count" not in ast.unparse(function):
            loops = [each for each in ast.walk(function) if isinstance(each, ast.For | ast.comprehension)]
            if any(ast.unparse(each.iter).endswith(".all()") for each in loops):
                yield function.name


# Names of files and folders.
MAY_WAIT = {
    "cluster",  # trainees pause between clicks, and nothing signals that nginx listens
    "faults",  # databases and servers are away for some seconds
    "class_start.py",  # pages are asked for at intervals while a class logs in
    "test_database_timeout.py",  # calls a function of ours that is named wait
    "load.py",  # people pause before each click
    "imports.py",  # another writer writes at intervals during an import
    "organizations.py",  # a class searches at random moments of a minute
    "starts.py",  # so do these
    "pairs.py",  # two threads wait for each other, to begin at the same time
    "test_codegen.py",  # nothing signals what Playwright's recorder has written
    "test_silent_connections.py",  # slow clients send at intervals
    "server.py",  # nothing signals that a process listens
    "test_silent_database.py",  # the simulator asks a failed database again after a second
    "test_running_server.py",  # keep-alive and a closed terminal are about time that passes
    Path(__file__).name,  # has the names
}


@pytest.mark.parametrize("file", sorted(TESTS.rglob("*.py")), ids=lambda file: str(file.relative_to(TESTS)))
def test_tests_do_not_sleep_or_retry(file):
    if not {file.name, file.parent.name} & MAY_WAIT:
        assert list(waits_in(file.read_text())) == []


@every_file
def test_loops_over_locators_assert_a_count(file):
    assert list(uncounted_loops_in(file.read_text())) == []


@every_file
def test_browser_tests_use_no_selectors(file):
    assert list(selectors_in(file.read_text())) == []


@pytest.mark.parametrize(
    "line",
    [
        "time.sleep(3)",
        "from time import sleep as rest",
        "page.wait_for_timeout(3000)",
        "Event().wait(3)",
        "page.evaluate('() => new Promise(done => setTimeout(done, 5000))')",
    ],
)
def test_rule_finds_sleeping(line):
    assert list(waits_in(line))


@pytest.mark.parametrize(
    "line",
    [
        "page.locator('#id_state')",
        "page.click('#id_state')",
        "trainee.page.fill('.usa-input', 'x')",
        "def test(admin: Page):\n    admin.click('#id')",
        "page.wait_for_selector('.usa-alert')",
        "page.get_by_role('main').locator('p')",
    ],
)
def test_rule_finds_selectors(line):
    assert list(selectors_in(line))


def test_rule_finds_uncounted_loops():
    source = (
        "def test(page):\n    for row in page.get_by_role('row').all():\n        expect(row).to_be_visible()"
    )
    assert list(uncounted_loops_in(source)) == ["test"]
    assert list(uncounted_loops_in(source.replace("for", "expect(page).to_have_count(2)\n    for"))) == []
