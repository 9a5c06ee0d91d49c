"""What the live page shows and in which order, as its URL says."""

from collections.abc import Mapping
from datetime import UTC, datetime

from accounts.models.names import natural_key
from accounts.models.search_text import searchable
from training.live.progress import LOGGED_OUT, NOT_LOGGED_IN, WIZARD, Progress

EVERYBODY = ""
CHOICES = (
    (EVERYBODY, "Everybody"),
    ("needs", "Who needs you"),
    ("out", "Not logged in"),
    ("wizard", "In the wizard"),
    ("done", "Done"),
)
ORDERS = (
    ("", "Who needs you first"),
    ("name", "By name"),
    ("place", "By place"),
    ("activity", "Last active first"),
)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class LiveFilter:
    """A choice of rows, words to search for, and an order. Unknown values choose everybody, as usual."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.show = query.get("show", "")
        self.order = query.get("order", "")
        self.words = query.get("q", "").strip()

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Each choice with its label, and whether it is chosen."""
        return [(value, label, value == self.show) for value, label in CHOICES]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Each order with its label, and whether it is chosen."""
        return [(value, label, value == self.order) for value, label in ORDERS]

    @property
    def is_filtered(self) -> bool:
        """Whether rows may be missing."""
        return bool(self.words or self.show)

    def apply(self, rows: list[Progress]) -> list[Progress]:
        """The rows that are shown, in their order."""
        words = searchable(self.words).split()
        found = [row for row in rows if self.includes(row) and matches(row, words)]
        if self.order == "name":
            found.sort(key=lambda row: natural_key(row.trainee.name or row.trainee.user_id))
        elif self.order == "place":
            found.sort(key=lambda row: (row.place, natural_key(row.trainee.name)))
        elif self.order == "activity":
            found.sort(key=lambda row: row.last_activity or LONG_AGO, reverse=True)
        return found

    def includes(self, row: Progress) -> bool:
        """Whether the choice includes a row."""
        return {
            "needs": bool(row.needs),
            "out": row.place in (NOT_LOGGED_IN, LOGGED_OUT),
            "wizard": row.trainee.at_page in WIZARD,
            "done": row.is_done,
        }.get(self.show, True)


def matches(row: Progress, words: list[str]) -> bool:
    """Whether each word is in the name or the User ID."""
    text = searchable(f"{row.trainee.name} {row.trainee.user_id}")
    return all(word in text for word in words)
