"""Imports run one way: through the house and through its largest room."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("accounts", "rolerequests", "iqies_roles")

# Which of our packages each may import from.
MAY_IMPORT = {
    "accounts": {"accounts"},
    "rolerequests": {"rolerequests", "accounts"},
    "iqies_roles": set(APPS),
}

# Inside rolerequests a module imports only what stands in a later line; commands and the admin anything.
ORDER = (
    {"urls"},
    {"views", "help", "qa_door"},
    {"templatetags", "doctor"},
    {"profile", "fidelity"},
    {"steps"},
    {"forms"},
    {"worlds", "catalog_files"},
    {"conditions", "catalog_plan", "class_roster"},
    {"catalog"},
    {"models"},
    {"fixtures", "widgets", "staff_groups", "preparing"},
    {"states"},
)
FREE = {"admin", "apps", "management"}
ALONE = {"migrations", "__init__"}


def modules_of(app):
    return sorted(file for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts)


@cache
def tree_of(file):
    return ast.parse(file.read_text())


def dotted(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def imported_by(file):
    """The full names of what a file imports, at the top or anywhere in it; for annotations alone left out."""
    tree = tree_of(file)
    for_annotations = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
    }
    for node in set(ast.walk(tree)) - for_annotations:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{dotted(file)}: relative imports hide which way they go"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def of_ours(file):
    return [name for name in imported_by(file) if name.split(".")[0] in APPS]


def room(name):
    """The module of rolerequests that a dotted name belongs to."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def rank(name):
    return next(number for number, rooms in enumerate(ORDER) if room(name) in rooms)


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_from_where_it_may(app):
    wrong = [
        f"{dotted(file)} imports {name}"
        for file in modules_of(app)
        for name in of_ours(file)
        if name.split(".")[0] not in MAY_IMPORT[app]
    ]
    assert wrong == []


def test_every_module_of_rolerequests_has_its_place_in_the_order():
    known = set().union(*ORDER) | FREE | ALONE
    assert {room(dotted(file)) for file in modules_of("rolerequests")} - known == set()


def test_inside_rolerequests_imports_run_one_way():
    wrong = []
    for file in modules_of("rolerequests"):
        here = dotted(file)
        if room(here) in FREE:
            continue
        for name in of_ours(file):
            inside_models = room(here) == room(name) == "models"
            if not name.startswith("rolerequests") or inside_models:
                continue
            if room(here) in ALONE or room(name) in FREE | ALONE or rank(name) <= rank(here):
                wrong.append(f"{here} imports {name}")
    assert wrong == []


def test_the_models_import_each_other_in_no_circle():
    files = {file.stem: file for file in (ROOT / "rolerequests" / "models").glob("*.py")}
    del files["__init__"]
    graph = {}
    for here, file in files.items():
        names = [name.split(".") for name in of_ours(file) if name.startswith("rolerequests.models")]
        assert all(name[2] in files for name in names), f"{here} imports the package that imports it"
        graph[here] = {name[2] for name in names}
    assert set(TopologicalSorter(graph).static_order()) == set(files)  # else: CycleError


def test_the_readme_draws_the_rooms_in_this_order():
    picture = (ROOT / "README.md").read_text().split("**The rooms.**")[1].split("```")[1]
    drawn = picture.split("rolerequests    ")[1].split("|")[0].splitlines()
    assert [set(line.split("admin and")[0].split()) for line in drawn if line.strip()] == list(ORDER)


def test_nobody_imports_the_tests():
    for app in APPS:
        for file in modules_of(app):
            assert not [name for name in imported_by(file) if name.split(".")[0] == "tests"], dotted(file)


def test_there_are_no_services_utils_or_core():
    for app in APPS:
        for path in (ROOT / app).rglob("*"):
            assert path.stem not in ("services", "utils", "core", "helpers"), path.name


def test_rolerequests_takes_the_time_from_the_sandbox_alone():
    forbidden = {"timezone.now", "datetime.now", "datetime.utcnow", "time.time", "date.today", "Now"}
    wrong = []
    for file in (ROOT / "rolerequests").rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in forbidden:
                wrong.append(f"{dotted(file)}: {ast.unparse(node)}")
            if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
                wrong.append(f"{dotted(file)}: {node.arg}")
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
                wrong.append(f"{dotted(file)}: from django.utils.timezone import …")
    assert wrong == []


def test_accounts_does_not_reach_into_role_requests_by_name_either():
    """A string such as "role_requests__status" in a query is an import in disguise."""
    wrong = [
        f"{dotted(file)}: {node.value}"
        for file in modules_of("accounts")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(("role_requests", "rolerequests"))
    ]
    assert wrong == []
