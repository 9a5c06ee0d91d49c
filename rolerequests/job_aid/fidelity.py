"""The fidelity ledger: the source of each element of the replica and of each fact of its catalog."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import TextChoices

from rolerequests.job_aid.data import load_data
from rolerequests.models import CatalogEntry, UserCategory

LEDGER = "fidelity.json"  # pages with their elements, facts of the catalog, the job aid's contradictions


class Kind(TextChoices):
    """The kinds of sources, from the specification itself down to what we made up."""

    JOB_AID = "job aid", "Job aid"
    PUBLIC = "public source", "Public source"
    INFERRED = "inferred", "Inferred"
    OURS = "ours", "Ours"

    @property
    def meaning(self) -> str:
        """The explanation for readers of the ledger."""
        return {
            Kind.JOB_AID: "in the job aid, in the figure or step that is named",
            Kind.PUBLIC: "in another public document",
            Kind.INFERRED: "in no document, but it follows from one",
            Kind.OURS: "made up for this simulator, because the original is not known",
        }[self]


@dataclass(frozen=True)
class Source:
    """A kind of source, and the figure, step, document or reason ('' for none)."""

    kind: Kind
    where: str

    @classmethod
    def read(cls, text: str) -> "Source":
        """Parse the notation of the ledger, such as `job aid: 2.7`. Raises ValueError for an unknown kind."""
        kind, _, where = text.partition(": ")
        return cls(Kind(kind), where)


@dataclass(frozen=True)
class Fact:
    """The value of a catalog field in the ledger, and its source."""

    value: str | bool
    source: Source


@dataclass(frozen=True)
class Element:
    """A heading, paragraph, label, option group, button, message or the like, inside <main>.

    In its words, `{reference}` and the like mark values that differ between trainees.
    """

    what: str
    words: str
    source: Source
    note: str = ""


@dataclass(frozen=True)
class Page:
    """A page of the replica, with its elements from top to bottom."""

    slug: str
    title: str
    elements: list[Element]

    def only(self, kind: Kind) -> "Page":
        """The page with only its elements of one kind."""
        return replace(self, elements=[each for each in self.elements if each.source.kind == kind])


def replica() -> list[Page]:
    """The five pages: Welcome, the three steps, My Profile. Two queries, for the tiles of pages 1 and 2."""
    categories = list(UserCategory.objects.with_offered_roles())
    roles = [role for category in categories for role in category.roles.all()]
    tiles = {"categories": list(tiles_of(categories)), "roles": list(tiles_of(roles))}
    offered = {
        "roles not in the job aid": any(role.note for role in roles),
        "roles that need organizations": any(role.asks_organizations for role in roles),
    }
    return [
        Page(page["slug"], page["title"], list(elements_of(page["elements"], tiles, offered)))
        for page in load_data(LEDGER)["pages"]
    ]


def elements_of(
    entries: list[dict[str, str]], tiles: dict[str, list[Element]], offered: dict[str, bool]
) -> Iterator[Element]:
    """The elements of a page in the order of the file, with the tiles of the catalog.

    An element that is `shown_for` certain roles is left out unless such a role is `offered`.
    """
    for entry in entries:
        if "catalog" in entry:
            yield from tiles[entry["catalog"]]
        elif offered.get(entry.get("shown_for", ""), True):
            source = Source.read(entry["from"])
            yield Element(entry["element"], entry["words"], source, entry.get("note", ""))


def tiles_of(rows: Any) -> Iterator[Element]:
    """Label and description of the tile of each category or role."""
    for row in rows:
        yield Element("label", row.name, source_of(row, "name"))
        yield Element("description", row.description, source_of(row, "description"))


def source_of(entry: CatalogEntry, name: str) -> Source:
    """The source of a field of an entry; ours if an editor added the entry or changed the field."""
    facts = catalog_facts().get(entry.key)
    if facts is None:
        return Source(Kind.OURS, "added in this simulator")
    if facts[name].value != getattr(entry, name):
        return Source(Kind.OURS, "changed in this simulator")
    return facts[name].source


@cache
def catalog_facts() -> dict[str, dict[str, Fact]]:
    """The ledger's facts by key of the entry and name of the field, in the order of the pages.

    Not read from the fixtures of the catalog: `export_catalog` overwrites them with what editors changed.
    """
    return {
        key: {field: Fact(fact["is"], Source.read(fact["from"])) for field, fact in facts.items()}
        for key, facts in load_data(LEDGER)["catalog"].items()
    }


def documented_facts() -> dict[str, dict[str, Fact]]:
    """The facts whose source is the job aid, of the entries that it names."""
    documented = {}
    for key, facts in catalog_facts().items():
        of_job_aid = {name: fact for name, fact in facts.items() if fact.source.kind == Kind.JOB_AID}
        if "name" in of_job_aid:
            documented[key] = of_job_aid
    return documented
