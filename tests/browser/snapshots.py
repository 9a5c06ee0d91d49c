"""What a screen reader is told of each page, as text in snapshots/, to be reviewed like code.

`make snapshots` writes them anew. What differs from one world to the next is replaced by a word in braces.
"""

import re
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
VARIES = (
    (r"practice-\w{6}|trainee\d\d", "{User ID}"),
    (r"\b[A-Z][a-z]+-[A-Z][a-z]+-[A-Z][a-z]+-\d{4}\b", "{password}"),
    (r"\bRR-\d{5}\b", "{reference}"),
    (r"\b[A-Z][a-z]{2,4}\.? \d{1,2}, \d{4}, \d{1,2}:\d\d [AP]M E[SD]T", "{time}"),
    (r"(?<=trainer, version )\d[\d.]*\d", "{version}"),
    (r"/role-requests/\d+/", "/role-requests/{id}/"),
    (r"/admin/(\w+/\w+|rolerequests/role)/\d+/", r"/admin/\1/{id}/"),
    (r"/actions/([\w-]+)/\d+/", r"/actions/\1/{id}/"),
    (r"Database: [^\n\"]+", "Database: {database}"),
    (r"(?<=- definition: )https?://\S+", "{address}"),
    (r"\b(QA|qa)[ -][0-9a-f]{8}\b", "{class}"),
)


def steady(snapshot: str, user_id: str) -> str:
    """An aria snapshot without what differs from one world to the next, and from one user to the next."""
    for pattern, word in ((rf"(?<=strong: ){re.escape(user_id)}$", "{User ID}"), *VARIES):
        snapshot = re.sub(pattern, word, snapshot, flags=re.MULTILINE)
    return snapshot + "\n"


def file_of(name: str) -> Path:
    """Where the snapshot of a place is kept."""
    return FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', name)}.yml"


def is_as_reviewed(name: str, snapshot: str) -> None:
    """Fail if a snapshot differs from the one that is kept, and show how."""
    changed = difference(name, snapshot)
    assert not changed, f"Review this, and run `make snapshots` if it is right:\n{changed}"


def difference(name: str, snapshot: str) -> str:
    """How a snapshot differs from the one that is kept; nothing if it does not."""
    file = file_of(name)
    kept = file.read_text() if file.exists() else ""
    lines = unified_diff(
        kept.splitlines(), snapshot.splitlines(), f"{file.name}, as kept", "as it is now", lineterm=""
    )
    return "\n".join(lines)
