"""What may be wrong with the catalogue: each finding names the thing, and what to do about it.

The database refuses what the pages cannot show; this finds what they can show, and should not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import cast

from django.db.models import Field, TextChoices

from rolerequests.catalogue import key_of
from rolerequests.fidelity import Fact, documented_facts
from rolerequests.models import AnyAnswer, Role, UserCategory

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
    """Something that may be wrong: with which thing (None if it is missing), and what, in a sentence."""

    level: Level
    what: str
    thing: AnyAnswer | None
    sentence: str


def findings() -> list[Finding]:
    """All that is found, errors first. Two queries."""
    categories = list(UserCategory.objects.prefetch_related("roles"))
    found = [finding for check in CHECKS for finding in check(categories)]
    return sorted(found, key=lambda finding: finding.level != Level.ERROR)


def roles_of(category: UserCategory) -> list[Role]:
    """Its roles, active or not, in page 2's order. Asks nothing of the database once they are prefetched."""
    return sorted(category.roles.all(), key=lambda role: (role.position, role.name))


def called(thing: AnyAnswer) -> str:
    """Such as `role CMS General User (CMS)`."""
    within = f" ({thing.category})" if isinstance(thing, Role) else ""
    return f"{thing._meta.verbose_name} {thing}{within}"


def error(thing: AnyAnswer, sentence: str) -> Finding:
    """Trainees see something wrong."""
    return Finding(Level.ERROR, called(thing), thing, sentence)


def warning(thing: AnyAnswer, sentence: str) -> Finding:
    """Worth a look."""
    return Finding(Level.WARNING, called(thing), thing, sentence)


def without_active_roles(categories: list[UserCategory]) -> Iterator[Finding]:
    """Page 2 would have nothing to offer."""
    for category in categories:
        if category.is_active and not any(role.is_active for role in category.roles.all()):
            yield error(
                category,
                "has no active role, so page 2 is a dead end: activate a role, or deactivate the category.",
            )


def near_duplicates(categories: list[UserCategory]) -> Iterator[Finding]:
    """Names that a trainee would confuse, on the same page."""
    for siblings in pages_of(categories):
        for one, other in combinations([each for each in siblings if each.is_active], 2):
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
                None,
                f"is in the job aid ({figure}), and not in the catalogue. `manage.py seed` adds it.",
            )
        elif not thing.is_active:
            yield warning(thing, f"is in the job aid ({figure}), and inactive: trainees miss it.")
        elif isinstance(thing, Role) and thing.source != Role.Source.JOB_AID:
            yield warning(thing, f"is in the job aid ({figure}); page 2 says that it is not.")
        else:
            yield from other_facts(thing, facts)


def other_facts(thing: AnyAnswer, facts: dict[str, Fact]) -> Iterator[Finding]:
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
        if not thing.is_active or key_of(thing) in documented:
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
    for role in everything(categories):
        if isinstance(role, Role) and role.is_active and role.asks_organizations:
            yield warning(
                role, "asks for organizations, which page 3 cannot add yet: trainees cannot submit it."
            )


def pages_of(categories: list[UserCategory]) -> Iterator[list[AnyAnswer]]:
    """What stands on the same page: the categories, and the roles of each of them."""
    yield list(categories)
    for category in categories:
        yield list(roles_of(category))


def everything(categories: list[UserCategory]) -> Iterator[AnyAnswer]:
    """Each category, followed by its roles."""
    for category in categories:
        yield category
        yield from roles_of(category)


CHECKS = (
    without_active_roles,
    unlike_the_job_aid,
    claims_the_job_aid,
    near_duplicates,
    doubtful_order,
    too_long,
    asks_too_much,
)
