"""Invented organizations to practice with, the same each time.

Codes count down from the end of the range of their kind, one below its last (State Operations Manual 2779A):
36-8498 is a home health agency in Ohio, 36-6498 a nursing home. Any likeness to a real one is accidental.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice

from django.db import transaction

from rolerequests.models import Organization
from rolerequests.models.ccn import STATE_CODES
from rolerequests.models.organization_kinds import NUMBERS
from rolerequests.models.organization_kinds import OrganizationKind as Kind
from rolerequests.models.us_states import State

DEFAULT_NUMBER = 2_500
MAX_NUMBER = 200_000
BATCH = 1_000
ACCREDITING_ORGANIZATIONS = 12
CONTRACTORS = 16

# Of each kind with a CCN: how many of 1,000, and the word in its names.
SHARES: dict[Kind, tuple[int, str]] = {
    Kind.HOSPITAL: (40, "Hospital"),
    Kind.CRITICAL_ACCESS_HOSPITAL: (17, "Critical Access Hospital"),
    Kind.CHILDRENS_HOSPITAL: (1, "Children's Hospital"),
    Kind.PSYCHIATRIC_HOSPITAL: (8, "Psychiatric Hospital"),
    Kind.REHABILITATION_HOSPITAL: (5, "Rehabilitation Hospital"),
    Kind.LONG_TERM_HOSPITAL: (4, "Long-Term Hospital"),
    Kind.EMERGENCY_HOSPITAL: (2, "Emergency Hospital"),
    Kind.NONMEDICAL_INSTITUTION: (1, "Nonmedical Institution"),
    Kind.NURSING_HOME: (150, "Nursing Home"),
    Kind.MEDICAID_NURSING_HOME: (10, "Care Home"),
    Kind.INTERMEDIATE_CARE_FACILITY: (60, "Group Home"),
    Kind.PSYCHIATRIC_RESIDENTIAL: (4, "Youth Center"),
    Kind.HOME_HEALTH_AGENCY: (115, "Home Health"),
    Kind.HOSPICE: (60, "Hospice"),
    Kind.DIALYSIS_FACILITY: (80, "Dialysis"),
    Kind.RURAL_HEALTH_CLINIC: (50, "Rural Clinic"),
    Kind.HEALTH_CENTER: (40, "Health Center"),
    Kind.MENTAL_HEALTH_CENTER: (2, "Mental Health Center"),
    Kind.REHABILITATION_FACILITY: (2, "Outpatient Rehabilitation"),
    Kind.PHYSICAL_THERAPY: (20, "Physical Therapy"),
    Kind.SURGICAL_CENTER: (60, "Surgery Center"),
    Kind.LABORATORY: (310, "Laboratory"),
    Kind.PORTABLE_XRAY: (5, "Portable X-Ray"),
}
# States with many organizations; the others weigh 2.
WEIGHTS = {"CA": 12, "TX": 11, "FL": 8, "NY": 6, "PA": 6, "OH": 6, "IL": 6, "MI": 4, "NC": 4, "GA": 4}
FIRST_WORDS = (  # noqa: SIM905 - one word a line would fill a page
    "Maple Amber Birch Cedar Clover Señora Anchor Harbor Juniper Willow Niño Prairie Summit Valley Meadow "
    "Laurel Orchard Pebble Ribbon Sage Tulip Copper Lantern Marble Olive Quartz Raven Timber Velvet Zephyr "
    "Café Río"
).split()
SECOND_WORDS = (  # noqa: SIM905 - as above
    "Ridge Grove Falls Court Hill Lane Mill Creek Park Bridge Point Field Shore Glen Run Way"
).split()
CITIES = (
    *("Sampleville", "Practice Falls", "Demo Center", "Exampleton", "Demo Junction", "Lesson Springs"),
    *("Lesson Park", "Rehearsal", "Mock City", "Drillbury", "New Sample", "Port Practice"),
    *("San Ejemplo", "Señal"),
)
CLOSED_OF = 33  # one of so many is closed; every second one of these was replaced


@dataclass(frozen=True)
class PracticeOrganization:
    """The values of an organization. `replaced_by` is a code, or ''."""

    code: str
    name: str
    kind: Kind
    state: str
    city: str
    is_open: bool = True
    replaced_by: str = ""


def practice_organizations(number: int = DEFAULT_NUMBER) -> Iterator[PracticeOrganization]:
    """At least this many organizations: all kinds, all jurisdictions.

    An organization that is replaced comes after the one that replaces it.
    """
    yield from contractors_and_accrediting_organizations()
    per_kind = {(kind, state): codes_of(kind, state) for kind in SHARES for state in STATE_CODES}
    made = ACCREDITING_ORGANIZATIONS + CONTRACTORS
    serial = count()
    for kind, state in chain(per_kind, weighted_pairs()):
        code = next(per_kind[kind, state], None)
        if code is None:
            continue  # all codes of this kind in this state are used
        yield from organizations_with(code, kind, state, next(serial), per_kind[kind, state])
        made += 1
        if made >= number and made > len(per_kind):
            return


def organizations_with(
    code: str, kind: Kind, state: str, serial: int, codes: Iterator[str]
) -> Iterator[PracticeOrganization]:
    """The organization with this code, or a closed one with another that replaced it."""
    words = f"{FIRST_WORDS[serial % len(FIRST_WORDS)]} {SECOND_WORDS[serial // 7 % len(SECOND_WORDS)]}"
    name = f"Training {words} {SHARES[kind][1]} {serial:02}"
    city = CITIES[(serial + len(words)) % len(CITIES)]
    is_open = serial % CLOSED_OF != CLOSED_OF - 1
    replaced_by = ""
    if not is_open and serial // CLOSED_OF % 2 and (new_code := next(codes, None)):
        yield PracticeOrganization(new_code, f"{name} New", kind, state, city)
        replaced_by = new_code
    yield PracticeOrganization(code, name, kind, state, city, is_open, replaced_by)


def contractors_and_accrediting_organizations() -> Iterator[PracticeOrganization]:
    """Organizations without a CCN. Their names are invented, too."""
    states = State.values
    for number in range(1, ACCREDITING_ORGANIZATIONS + 1):
        name = f"Training Accrediting Organization {number:02}"
        place = states[number * 5 % len(states)], CITIES[number % len(CITIES)]
        yield PracticeOrganization(f"AO{number:02}", name, Kind.ACCREDITING_ORGANIZATION, *place)
    for number in range(1, CONTRACTORS + 1):
        name = f"Training Medicare Administrative Contractor {number:02}"
        place = states[number * 3 % len(states)], CITIES[number % len(CITIES)]
        yield PracticeOrganization(f"MAC{number:02}", name, Kind.CONTRACTOR, *place)


def codes_of(kind: Kind, state: str) -> Iterator[str]:
    """The CCNs of a kind in a state: downward, from one below the last of each range."""
    for state_code in STATE_CODES[state]:
        for numbers in NUMBERS[kind]:
            first, last = numbers.split("-")
            prefix = first[0] if first[0].isalpha() else ""
            suffix = first[-1] if first[-1].isalpha() else ""
            low, high = (each.removeprefix(prefix).removesuffix(suffix) for each in (first, last))
            for value in range(int(high) - 1, int(low) - 1, -1):
                yield f"{state_code}{prefix}{value:0{len(low)}}{suffix}"


def weighted_pairs() -> Iterator[tuple[Kind, str]]:
    """Kinds and states without end, each as often as its share and weight say."""
    turns = [kind for kind, (share, _) in SHARES.items() for _ in range(share)]
    states = [state for state in STATE_CODES for _ in range(WEIGHTS.get(state, 2))]
    for number in count():
        # Both lists are walked in steps that share no factor with their lengths, so that they mix.
        yield turns[number * 389 % len(turns)], states[(number * 41 + number // len(turns)) % len(states)]


def add_practice_organizations(number: int = DEFAULT_NUMBER) -> int:
    """Add those whose codes are missing, and change no other. Returns how many were added."""
    existing = set(Organization.objects.values_list("code", flat=True))
    missing = (each for each in practice_organizations(number) if each.code not in existing)
    added = 0
    while batch := list(islice(missing, BATCH)):
        with transaction.atomic():
            add_batch(batch)
        added += len(batch)
    return added


def add_batch(batch: list[PracticeOrganization]) -> None:
    """Add these, then what replaced them: it comes before them, in this batch or an earlier one."""
    fields = ("code", "name", "kind", "state", "city", "is_open")
    new = {each.code: Organization(**{name: getattr(each, name) for name in fields}) for each in batch}
    Organization.objects.bulk_create(new.values())
    replacing = {each.replaced_by: each.code for each in batch if each.replaced_by}
    replaced = []
    for organization in Organization.objects.filter(code__in=replacing):
        replaced.append(new[replacing[organization.code]])
        replaced[-1].replaced_by = organization
    Organization.objects.bulk_update(replaced, ["replaced_by"])
