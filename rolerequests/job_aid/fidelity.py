"""The fidelity ledger: where each element of the replica, and each fact of its catalog, comes from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db.models import TextChoices

from rolerequests.catalog.seeding import key_of
from rolerequests.job_aid.data import load_data
from rolerequests.models import CatalogEntry, UserCategory

LEDGER = "fidelity.json"  # pages with their elements, facts of the catalog, the job aid's contradictions


class Kind(TextChoices):
    """How sure we are of a thing: from the specification itself down to what this trainer made up."""

    JOB_AID = "job aid", "Job aid"
    PUBLIC = "public source", "Public source"
    INFERRED = "inferred", "Inferred"
    OURS = "ours", "Ours"

    @property
    def meaning(self) -> str:
        """What the word means, for readers of the ledger."""
        return {
            Kind.JOB_AID: "stands in the job aid, in the figure or step that is named",
            Kind.PUBLIC: "stands in another public document",
            Kind.INFERRED: "stands nowhere, but follows from what does",
            Kind.OURS: "was made up for this trainer, because the original is not known",
        }[self]


@dataclass(frozen=True)
class Source:
    """Where a thing comes from: how sure we are, and the figure, step, document or reason ('' for none)."""

    kind: Kind
    where: str

    @classmethod
    def read(cls, text: str) -> "Source":
        """From the ledger's own notation, such as `job aid: 2.7`. Raises ValueError for an unknown kind."""
        kind, _, where = text.partition(": ")
        return cls(Kind(kind), where)


@dataclass(frozen=True)
class Fact:
    """A field of the catalog as the ledger knows it: what it says, and where that comes from."""

    value: str | bool
    source: Source


@dataclass(frozen=True)
class Element:
    """A heading, paragraph, label, option group, button, message or the like, inside <main>.

    In its words `{reference}` and the like stand for what differs from one trainee to the next.
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
        """This page with its elements of one kind."""
        return replace(self, elements=[each for each in self.elements if each.source.kind == kind])


def replica() -> list[Page]:
    """The welcome page, the three steps and My Profile. Two queries, for the tiles of pages 1 and 2."""
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
    """The elements of a page as the file lists them, with the catalog's tiles in their place.

    What is `shown_for` some roles only is left out if none of them is `offered`.
    """
    for entry in entries:
        if "catalog" in entry:
            yield from tiles[entry["catalog"]]
        elif offered.get(entry.get("shown_for", ""), True):
            source = Source.read(entry["from"])
            yield Element(entry["element"], entry["words"], source, entry.get("note", ""))


def tiles_of(rows: Any) -> Iterator[Element]:
    """Two elements for each category or role: its name is the tile's label, its description stands below."""
    for row in rows:
        yield Element("label", row.name, source_of(row, "name"))
        yield Element("description", row.description, source_of(row, "description"))


def source_of(row: CatalogEntry, fact: str) -> Source:
    """Where a field of the catalog comes from: what an admin added or changed is this trainer's own."""
    known = catalog_facts().get(key_of(row))
    if known is None:
        return Source(Kind.OURS, "added in this trainer")
    if known[fact].value != getattr(row, fact):
        return Source(Kind.OURS, "changed in this trainer")
    return known[fact].source


@cache
def catalog_facts() -> dict[str, dict[str, Fact]]:
    """What the ledger knows of the catalog: natural key, field, and what that says, in the pages' order.

    It is not read from the fixtures, which `export_catalog` writes anew with what admins have edited.
    """
    return {
        key: {field: Fact(fact["is"], Source.read(fact["from"])) for field, fact in facts.items()}
        for key, facts in load_data(LEDGER)["catalog"].items()
    }


def documented_facts() -> dict[str, dict[str, Fact]]:
    """Of that, what the job aid itself says."""
    documented = {}
    for key, facts in catalog_facts().items():
        said = {field: fact for field, fact in facts.items() if fact.source.kind == Kind.JOB_AID}
        if "name" in said:
            documented[key] = said
    return documented
