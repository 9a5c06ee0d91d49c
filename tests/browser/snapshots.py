"""Aria snapshots of the pages in snapshots/, reviewed like code. `make snapshots` writes them again.

Words in braces replace what differs between sandboxes.
"""

import json
import re
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
REPLACEMENTS = (
    (r"practice-\w{6}|trainee\d\d", "{User ID}"),
    (r"\b[A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]+-\d{4}\b", "{password}"),
    (r"\bRR-\d{5}\b", "{reference}"),
    (r"\b[0-9a-f]{16}\b", "{request id}"),
    (r"\b[A-Z][a-z]{2,4}\.? \d{1,2}, \d{4}, \d{1,2}:\d\d [AP]M E[SD]T", "{time}"),
    (r"(?<=- time: )\d{1,2}:\d\d [AP]M$", "{time}"),
    (r"\b[A-Z][a-z]{2,4}\.? \d{1,2}, \d{4}", "{date}"),
    (r"(?<=As of )[A-Z][a-z]+ \d{1,2}, \d{4}", "{date}"),
    (r"(?<=\"Date:\": )[\d-]+$", "{date}"),
    (r"(?<= ends at )\d{1,2}:\d\d [AP]M E[SD]T", "{time}"),
    (r"(?<=\bversion )\d[\d.]*\d", "{version}"),
    (r"/role-requests/\d+/", "/role-requests/{id}/"),
    (r"/practice/attempts/\d+/", "/practice/attempts/{id}/"),
    (r"/admin/(\w+/\w+|rolerequests/role)/\d+/", r"/admin/\1/{id}/"),
    (r"/actions/([\w-]+)/\d+/", r"/actions/\1/{id}/"),
    (r"/trainees/\d+/", "/trainees/{id}/"),
    (r"(?<=\?class=)\d+", "{id}"),
    (r"Database: [^\n\"]+", "Database: {database}"),
    (r"(?<=- definition: )https?://\S+", "{address}"),
    (r"(?<=- paragraph: )https?://\S+", "{address}"),
    (r"(?<=The address )https?://\S+", "{address}"),
    (r"\b\d{1,2}:\d\d:\d\d [AP]M E[SD]T", "{time}"),
    (r"\b(QA|qa)[ -][0-9a-f]{8}\b", "{class}"),
    (r'^ *- option "\{class\} \(\{class\}\)"\n', ""),  # staff of tests before, as leads
    (r'(^ *- option "\{class\}"\n)\1+', r"\1"),  # a menu has the classes of all tests before
)


def normalized(snapshot: str, user_id: str) -> str:
    """An aria snapshot without what differs between sandboxes and users."""
    for pattern, word in ((rf"(?<=strong: ){re.escape(user_id)}$", "{User ID}"), *REPLACEMENTS):
        snapshot = re.sub(pattern, word, snapshot, flags=re.MULTILINE)
    return snapshot + "\n"


def snapshot_file(name: str) -> Path:
    """The file of a page state's snapshot."""
    return FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', name)}.yml"


NAME = re.compile(r"""^( *- '?\w+ )"((?:[^"\\]|\\.)*\{(?:[^"\\]|\\.)*)\"""")
VALUE = re.compile(r"""^( *- (?:/url|\w+(?: "(?:[^"\\]|\\.)*"| /.*/)?(?: \[[^\]]*\])*): )(.*)$""")


def template(name: str) -> str:
    """A reviewed snapshot for `expect(page.get_by_role("document")).to_match_aria_snapshot(...)`.

    Words in braces match anything. typescript/snapshots.ts does the same.
    """
    return "\n".join(map(as_template, snapshot_file(name).read_text().split("\n")))


def as_template(line: str) -> str:
    line = NAME.sub(lambda found: found[1] + as_pattern(found[2]), line)
    start, value = found.groups() if (found := VALUE.match(line)) else (line, "")
    if "{" not in value and "/url" not in start:
        return line
    return start + json.dumps(as_pattern(json.loads(value) if value.startswith('"') else value))


def as_pattern(text: str) -> str:
    """Playwright takes text between slashes as a pattern, so that addresses need one, too."""
    escaped = re.sub(r"[\\^$*+?.()|[\]/]", r"\\\g<0>", text)
    return "/^" + re.sub(r"\{[\w ]+\}", ".+", escaped) + "$/"


def assert_reviewed(name: str, snapshot: str) -> None:
    """Fail if the snapshot differs from the reviewed one."""
    changes = difference(name, snapshot)
    assert not changes, f"Review the difference. Run `make snapshots` if it is right:\n{changes}"


def difference(name: str, snapshot: str) -> str:
    """Unified diff from the reviewed snapshot to this one; '' if they are equal."""
    file = snapshot_file(name)
    reviewed = file.read_text() if file.exists() else ""
    lines = unified_diff(
        reviewed.splitlines(), snapshot.splitlines(), f"{file.name}, reviewed", "now", lineterm=""
    )
    return "\n".join(lines)
