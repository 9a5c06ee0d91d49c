"""What may be wrong with the catalog: each finding names the thing, and what to do about it.

The database refuses what the pages cannot show; this finds what they can show, and should not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import cast

from django.db.models import Field, TextChoices

from rolerequests.catalog.seeding import key_of
from rolerequests.job_aid.fidelity import Fact, documented_facts
from rolerequests.models import CatalogEntry, Role, UserCategory

# The longest of the job aid has 191 characters (Figure 8), and fills five lines of a tile on a phone.
TILE_DESCRIPTION = 250
TILE_NAME = 60
ALIKE = 0.93  # how much two names have in common that a trainee would confuse


class Level(TextChoices):
    """How bad it is."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"


@dataclass(frozen=True)
class Finding:
    """Something that may be wrong: with what, and a sentence about it that says what to do.

    It is about one thing, or several that have the same fault, or none, where that is missing.
    """

    level: Level
    what: str
    sentence: str
    thing: CatalogEntry | None = None
    several: tuple[CatalogEntry, ...] = ()

    def __str__(self) -> str:
        listed = f" {', '.join(name_of(each) for each in self.several)}." if self.several else ""
        return f"{self.what} {self.sentence}{listed}"


def findings() -> list[Finding]:
    """All that is found, errors first. Two queries."""
    categories = list(UserCategory.objects.prefetch_related("roles"))
    found = [each for check in CHECKS for each in check(categories)]
    return sorted(found, key=lambda each: each.level != Level.ERROR)


def roles_of(category: UserCategory) -> list[Role]:
    """Its roles, active or not, in page 2's order. Asks nothing of the database once they are prefetched."""
    return sorted(category.roles.all(), key=lambda role: (role.position, role.name))


def name_of(thing: CatalogEntry) -> str:
    """Such as `CMS General User (CMS)`."""
    return f"{thing} ({thing.category})" if isinstance(thing, Role) else str(thing)


def is_offered(thing: CatalogEntry) -> bool:
    """Whether trainees get to see it today."""
    return thing.is_offered and thing.category.is_active if isinstance(thing, Role) else thing.is_active


def finding(level: Level, thing: CatalogEntry, sentence: str) -> Finding:
    """About one thing."""
    return Finding(level, f"{thing._meta.verbose_name} {name_of(thing)}", sentence, thing)


def error(thing: CatalogEntry, sentence: str) -> Finding:
    """Trainees see something wrong."""
    return finding(Level.ERROR, thing, sentence)


def warning(thing: CatalogEntry, sentence: str) -> Finding:
    """Worth a look."""
    return finding(Level.WARNING, thing, sentence)


def together(level: Level, things: Sequence[CatalogEntry], sentence: str) -> Iterator[Finding]:
    """One finding about all that have the same fault, if any has."""
    if things:
        meta = things[0]._meta
        kind = meta.verbose_name if len(things) == 1 else meta.verbose_name_plural
        yield Finding(level, f"{len(things)} {kind}", sentence, several=tuple(things))


def without_offered_roles(categories: list[UserCategory]) -> Iterator[Finding]:
    """Page 2 would have nothing to offer."""
    hidden = []
    for category in categories:
        if not category.is_active or any(role.is_offered for role in category.roles.all()):
            continue
        if any(role.is_active for role in category.roles.all()):
            hidden.append(category)
        else:
            yield error(
                category,
                "has no active role, so page 2 is a dead end: activate a role, or deactivate the category.",
            )
    yield from together(
        Level.ERROR,
        hidden,
        "cannot lead past page 2: this server shows the job aid's roles only, and has none of them there. "
        "Ask whoever runs the server to show the other roles as well, or deactivate these:",
    )


def near_duplicates(categories: list[UserCategory]) -> Iterator[Finding]:
    """Names that a trainee would confuse, on the same page."""
    for siblings in pages_of(categories):
        for one, other in combinations(filter(is_offered, siblings), 2):
            if are_alike(one.name, other.name):
                yield warning(other, f"is nearly called as “{one}” is: trainees may confuse the two.")


def are_alike(one: str, other: str) -> bool:
    """Whether two names differ in hardly more than capitals, blanks and punctuation."""
    one, other = ("".join(filter(str.isalnum, name)).casefold() for name in (one, other))
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio() >= ALIKE


def too_long(categories: list[UserCategory]) -> Iterator[Finding]:
    """More than a tile holds."""
    for thing in everything(categories):
        if (length := len(thing.description)) > TILE_DESCRIPTION:
            yield warning(
                thing,
                f"has a description of {length} characters: above {TILE_DESCRIPTION} it is hard to read in a "
                "tile on a phone.",
            )
        if (length := len(thing.name)) > TILE_NAME:
            yield warning(
                thing, f"has a label of {length} characters: above {TILE_NAME} it takes several lines."
            )


def unlike_the_job_aid(categories: list[UserCategory]) -> Iterator[Finding]:
    """What the job aid says, and the pages do not, although they do not say that it is ours."""
    there = {key_of(thing): thing for thing in everything(categories)}
    for key, facts in documented_facts().items():
        thing = there.get(key)
        figure = facts["name"].source.where
        if thing is None:
            yield Finding(
                Level.ERROR,
                str(facts["name"].value),
                f"is in the job aid ({figure}), and not in the catalog. Upload a file that has it, or ask "
                "whoever runs this server to bring it back.",
            )
        elif not thing.is_active:
            yield warning(thing, f"is in the job aid ({figure}), and inactive: trainees miss it.")
        elif isinstance(thing, Role) and thing.source != Role.Source.JOB_AID:
            yield warning(thing, f"is in the job aid ({figure}): choose that as its source.")
        else:
            yield from other_facts(thing, facts)


def other_facts(thing: CatalogEntry, facts: dict[str, Fact]) -> Iterator[Finding]:
    """The facts of a thing that are not the job aid's."""
    for field, fact in facts.items():
        ours = getattr(thing, field)
        if ours != fact.value:
            label = cast(Field, thing._meta.get_field(field)).verbose_name
            yield error(
                thing,
                f"differs from the job aid ({fact.source.where}): {label} is {in_words(ours)}, there it "
                f"is {in_words(fact.value)}.",
            )


def in_words(value: object) -> str:
    """A fact as people say it."""
    return ("yes" if value else "no") if isinstance(value, bool) else f"“{value}”"


def claims_the_job_aid(categories: list[UserCategory]) -> Iterator[Finding]:
    """What the pages show as if it were the job aid's, and is not in it."""
    documented = documented_facts()
    for thing in everything(categories):
        if not is_offered(thing) or key_of(thing) in documented:
            continue
        if isinstance(thing, UserCategory):
            yield warning(thing, "is not in the job aid (Figure 2), and page 1 has no way to say so.")
        elif thing.source == Role.Source.JOB_AID:
            yield error(thing, "is not in the job aid, and says that it is: choose another source.")


def doubtful_order(categories: list[UserCategory]) -> Iterator[Finding]:
    """Two with the same number, or the job aid's in another order than there."""
    documented = documented_facts()
    order = list(documented)
    for siblings in pages_of(categories):
        for one, other in pairwise(siblings):
            if one.position == other.position:
                yield warning(
                    other,
                    f"has the same number as “{one}” ({one.position}): the label decides which is first.",
                )
        shared = [(key_of(each), each) for each in siblings if key_of(each) in documented]
        for (before, one), (after, other) in pairwise(shared):
            if order.index(before) > order.index(after):
                figure = documented[after]["name"].source.where
                yield warning(other, f"stands after “{one}”; in the job aid ({figure}) it stands before.")


def asks_too_much(categories: list[UserCategory]) -> Iterator[Finding]:
    """What page 3 cannot give."""
    roles = [each for each in everything(categories) if isinstance(each, Role) and is_offered(each)]
    yield from together(
        Level.WARNING,
        [role for role in roles if role.asks_organizations],
        "cannot be submitted by trainees, because page 3 has no way yet to add organizations. Deactivate "
        "what they should not meet, or untick “Asks for organizations” there:",
    )


def pages_of(categories: list[UserCategory]) -> Iterator[list[CatalogEntry]]:
    """What stands on the same page: the categories, and the roles of each of them."""
    yield list(categories)
    for category in categories:
        yield list(roles_of(category))


def everything(categories: list[UserCategory]) -> Iterator[CatalogEntry]:
    """Each category, followed by its roles."""
    for category in categories:
        yield category
        yield from roles_of(category)


CHECKS = (
    without_offered_roles,
    unlike_the_job_aid,
    claims_the_job_aid,
    near_duplicates,
    doubtful_order,
    too_long,
    asks_too_much,
)
