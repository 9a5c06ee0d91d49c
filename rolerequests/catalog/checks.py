"""Catalog checks: findings about what the database can store but trainees should not see."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import cast

from django.db.models import Field, Model, TextChoices

# The checks compare the catalog with the job aid, and the fidelity ledger says what the job aid has.
from rolerequests.job_aid.fidelity import Fact, documented_facts
from rolerequests.models import CatalogEntry, Organization, Role, UserCategory

# The longest of the job aid has 191 characters (Figure 8), and fills five lines of a tile on a phone.
TILE_DESCRIPTION = 250
TILE_NAME = 60
SIMILARITY = 0.93  # ratio from which on trainees would confuse two names


class Level(TextChoices):
    """How bad a finding is."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"


Check = Callable[[list[UserCategory]], Iterator["Finding"]]

other_checks: list[Check] = []  # of the apps that import this one


def register(check: Check) -> None:
    """Let the page and the command show the findings of this check, too."""
    other_checks.append(check)


@dataclass(frozen=True)
class Finding:
    """A subject, and a sentence about it that says what to do.

    It is about one `entry`, about several `entries` with the same fault, or about one that is missing.
    """

    level: Level
    subject: str
    sentence: str
    entry: Model | None = None
    entries: tuple[CatalogEntry, ...] = ()

    def __str__(self) -> str:
        names = f" {', '.join(name_of(each) for each in self.entries)}." if self.entries else ""
        return f"{self.subject} {self.sentence}{names}"


def findings() -> list[Finding]:
    """The findings of all checks, errors first. Three queries, and those of the checks of other apps."""
    categories = list(UserCategory.objects.prefetch_related("roles"))
    found = [each for check in (*CHECKS, *other_checks) for each in check(categories)]
    return sorted(found, key=lambda each: each.level != Level.ERROR)


def roles_of(category: UserCategory) -> list[Role]:
    """The roles, active or not, in the order of page 2. No query if they are prefetched."""
    return sorted(category.roles.all(), key=lambda role: (role.position, role.name))


def name_of(entry: Model) -> str:
    """Such as `CMS General User (CMS)`."""
    return f"{entry} ({entry.category})" if isinstance(entry, Role) else str(entry)


def is_offered(entry: CatalogEntry) -> bool:
    """Whether trainees see the entry."""
    return entry.is_offered and entry.category.is_active if isinstance(entry, Role) else entry.is_active


def finding(level: Level, entry: Model, sentence: str) -> Finding:
    return Finding(level, f"{entry._meta.verbose_name} {name_of(entry)}", sentence, entry)


def error(entry: Model, sentence: str) -> Finding:
    """A finding about something that trainees would see wrong."""
    return finding(Level.ERROR, entry, sentence)


def warning(entry: Model, sentence: str) -> Finding:
    """A finding that is worth a look."""
    return finding(Level.WARNING, entry, sentence)


def together(level: Level, entries: Sequence[CatalogEntry], sentence: str) -> Iterator[Finding]:
    """One finding about all entries with the same fault; none if there are no entries."""
    if entries:
        meta = entries[0]._meta
        kind = meta.verbose_name if len(entries) == 1 else meta.verbose_name_plural
        yield Finding(level, f"{len(entries)} {kind}", sentence, entries=tuple(entries))


def without_offered_roles(categories: list[UserCategory]) -> Iterator[Finding]:
    """Active categories for which page 2 has nothing to select."""
    hidden = []
    for category in categories:
        if not category.is_active or any(role.is_offered for role in category.roles.all()):
            continue
        if any(role.is_active for role in category.roles.all()):
            hidden.append(category)
        else:
            yield error(
                category,
                "has no active role, so trainees cannot select a role on page 2: activate a role, or "
                "deactivate the category.",
            )
    yield from together(
        Level.ERROR,
        hidden,
        "offer no role on page 2: this server shows only roles of the job aid, and these have none. Ask the "
        "administrator of the server to show the other roles too, or deactivate these:",
    )


def near_duplicates(categories: list[UserCategory]) -> Iterator[Finding]:
    """Two names on one page that trainees would confuse."""
    for siblings in pages_of(categories):
        for one, other in combinations(filter(is_offered, siblings), 2):
            if are_similar(one.name, other.name):
                yield warning(other, f"has nearly the same name as “{one}”: trainees may confuse them.")


def are_similar(one: str, other: str) -> bool:
    """Whether two names differ in hardly more than capitals, blanks and punctuation."""
    one, other = ("".join(filter(str.isalnum, name)).casefold() for name in (one, other))
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio() >= SIMILARITY


def too_long(categories: list[UserCategory]) -> Iterator[Finding]:
    """Texts that do not fit their tile."""
    for entry in entries_of(categories):
        if (length := len(entry.description)) > TILE_DESCRIPTION:
            yield warning(
                entry,
                f"has a description of {length} characters: above {TILE_DESCRIPTION} it is hard to read in a "
                "tile on a phone.",
            )
        if (length := len(entry.name)) > TILE_NAME:
            yield warning(
                entry, f"has a label of {length} characters: above {TILE_NAME} it takes several lines."
            )


def unlike_the_job_aid(categories: list[UserCategory]) -> Iterator[Finding]:
    """Entries of the job aid that are missing, inactive, or different without being marked as ours."""
    entries = {entry.key: entry for entry in entries_of(categories)}
    for key, facts in documented_facts().items():
        entry = entries.get(key)
        figure = facts["name"].source.where
        if entry is None:
            yield Finding(
                Level.ERROR,
                str(facts["name"].value),
                f"is in the job aid ({figure}) but not in the catalog. Import a file that has it, or ask the "
                "administrator of the server to restore it.",
            )
        elif not entry.is_active:
            yield warning(entry, f"is in the job aid ({figure}) but inactive: trainees do not see it.")
        elif isinstance(entry, Role) and entry.source != Role.Source.JOB_AID:
            yield warning(entry, f"is in the job aid ({figure}): choose the job aid as its source.")
        else:
            yield from other_facts(entry, facts)


def other_facts(entry: CatalogEntry, facts: dict[str, Fact]) -> Iterator[Finding]:
    """The fields of an entry that differ from the job aid."""
    for name, fact in facts.items():
        value = getattr(entry, name)
        if value != fact.value:
            label = cast(Field, entry._meta.get_field(name)).verbose_name
            yield error(
                entry,
                f"differs from the job aid ({fact.source.where}): {label} is {in_words(value)}, in the job "
                f"aid it is {in_words(fact.value)}.",
            )


def in_words(value: object) -> str:
    """A value as editors read it: `yes`, `“Vendor”`."""
    return ("yes" if value else "no") if isinstance(value, bool) else f"“{value}”"


def claims_the_job_aid(categories: list[UserCategory]) -> Iterator[Finding]:
    """Entries that the pages show as the job aid's although it does not have them."""
    documented = documented_facts()
    for entry in entries_of(categories):
        if not is_offered(entry) or entry.key in documented:
            continue
        if isinstance(entry, UserCategory):
            yield warning(entry, "is not in the job aid (Figure 2), and page 1 cannot say so.")
        elif isinstance(entry, Role) and entry.source == Role.Source.JOB_AID:
            yield error(entry, "is not in the job aid, but its source says so: choose another source.")


def doubtful_order(categories: list[UserCategory]) -> Iterator[Finding]:
    """Two entries with the same position, or entries of the job aid in another order."""
    documented = documented_facts()
    order = list(documented)
    for siblings in pages_of(categories):
        for one, other in pairwise(siblings):
            if one.position == other.position:
                yield warning(
                    other,
                    f"has the same position as “{one}” ({one.position}): the label decides the order.",
                )
        shared = [entry for entry in siblings if entry.key in documented]
        for one, other in pairwise(shared):
            if order.index(one.key) > order.index(other.key):
                figure = documented[other.key]["name"].source.where
                yield warning(other, f"comes after “{one}”; in the job aid ({figure}) it comes before.")


def without_organizations(categories: list[UserCategory]) -> Iterator[Finding]:
    """Offered roles that ask for organizations of a group that has none."""
    roles = [each for each in entries_of(categories) if isinstance(each, Role) and is_offered(each)]
    asking = [role for role in roles if role.asks_organizations]
    open_groups = Organization.objects.filter(is_open=True).order_by().values_list("group", flat=True)
    filled = set(open_groups.distinct()) if asking else set()
    yield from together(
        Level.ERROR,
        [role for role in asking if role.asks_organizations not in filled],
        "cannot be requested, because there are no open organizations to add on page 3. Add organizations, "
        "deactivate the role, or clear “Asks for organizations” in these:",
    )


def pages_of(categories: list[UserCategory]) -> Iterator[list[CatalogEntry]]:
    """The entries of each page: the categories, then the roles of each category."""
    yield list(categories)
    for category in categories:
        yield list(roles_of(category))


def entries_of(categories: list[UserCategory]) -> Iterator[CatalogEntry]:
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
    without_organizations,
)
