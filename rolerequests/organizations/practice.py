"""Invented organizations to practice with, the same each time.

Codes count down from the end of the range of their kind, one below its last (State Operations Manual 2779A):
36-8498 is a home health agency in Ohio, 36-6498 a nursing home. Any likeness to a real one is accidental.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice

from django.db import transaction

from rolerequests.models import Organization
from rolerequests.models.organization_kinds import OrganizationKind as Kind
from rolerequests.models.us_states import State

DEFAULT_NUMBER = 2_500
MAX_NUMBER = 200_000
BATCH = 1_000
ACCREDITING_ORGANIZATIONS = 12
CONTRACTORS = 16

# The codes of each state, the first one first (domain dossier 9.4; State Operations Manual 2779A).
STATE_CODES = """
AL 01 AK 02 AZ 03,00 AR 04,89 CA 05,55,75,92,A0,A1,B2 CO 06,91 CT 07,81 DE 08 DC 09 FL 10,68,69,A2 GA 11,85
HI 12 ID 13,54 IL 14,78 IN 15 IA 16,76 KS 17,70 KY 18,B0 LA 19,71,95,A3 ME 20 MD 21,80 MA 22,82 MI 23,A4
MN 24,77 MS 25,A5 MO 26,79 MT 27 NE 28 NV 29 NH 30 NJ 31,83 NM 32,96 NY 33,57 NC 34,86 ND 35 OH 36,72,A6
OK 37,90 OR 38,93 PA 39,73,A7 PR 40,84 RI 41 SC 42,87 SD 43 TN 44,88,A8 TX 45,67,74,97,A9 UT 46 VT 47 VI 48
VA 49 WA 50,94 WV 51,58,B1 WI 52 WY 53 AS 64 GU 65 MP 66
"""
# Of each kind with a CCN: how many of 1,000, the word in its names, and the ranges of its numbers.
SHARES: dict[Kind, tuple[int, str, tuple[str, ...]]] = {
    Kind.HOSPITAL: (40, "Hospital", ("0001-0879",)),
    Kind.CRITICAL_ACCESS_HOSPITAL: (17, "Critical Access Hospital", ("1300-1399",)),
    Kind.CHILDRENS_HOSPITAL: (1, "Children's Hospital", ("3300-3399",)),
    Kind.PSYCHIATRIC_HOSPITAL: (8, "Psychiatric Hospital", ("4000-4499",)),
    Kind.REHABILITATION_HOSPITAL: (5, "Rehabilitation Hospital", ("3025-3099",)),
    Kind.LONG_TERM_HOSPITAL: (4, "Long-Term Hospital", ("2000-2299",)),
    Kind.EMERGENCY_HOSPITAL: (2, "Emergency Hospital", ("000E-999E",)),
    Kind.NONMEDICAL_INSTITUTION: (1, "Nonmedical Institution", ("1990-1999",)),
    Kind.NURSING_HOME: (150, "Nursing Home", ("5000-6499",)),
    Kind.MEDICAID_NURSING_HOME: (10, "Care Home", ("E000-E999", "F000-F999")),
    Kind.INTERMEDIATE_CARE_FACILITY: (60, "Group Home", ("G000-G999", "H000-H999")),
    Kind.PSYCHIATRIC_RESIDENTIAL: (4, "Youth Center", ("L000-L999",)),
    Kind.HOME_HEALTH_AGENCY: (115, "Home Health", ("7000-8499", "3100-3199", "9000-9799")),
    Kind.HOSPICE: (60, "Hospice", ("1500-1799",)),
    Kind.DIALYSIS_FACILITY: (80, "Dialysis", ("2500-2899",)),
    Kind.RURAL_HEALTH_CLINIC: (50, "Rural Clinic", ("3800-3974", "8900-8999")),
    Kind.HEALTH_CENTER: (40, "Health Center", ("1000-1199", "1800-1989")),
    Kind.MENTAL_HEALTH_CENTER: (2, "Mental Health Center", ("1400-1499", "4600-4799", "4900-4999")),
    Kind.REHABILITATION_FACILITY: (2, "Outpatient Rehabilitation", ("3200-3299", "4500-4599", "4800-4899")),
    Kind.PHYSICAL_THERAPY: (20, "Physical Therapy", ("6500-6989",)),
    Kind.SURGICAL_CENTER: (60, "Surgery Center", ("C0000000-C0009999",)),
    Kind.LABORATORY: (310, "Laboratory", ("D0000000-D0099999",)),
    Kind.PORTABLE_XRAY: (5, "Portable X-Ray", ("X0000000-X0009999",)),
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
    per_kind = {(kind, state): codes_of(kind, state) for kind in SHARES for state in state_codes()}
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


def state_codes() -> dict[str, list[str]]:
    """The codes of each state in a CCN."""
    words = STATE_CODES.split()
    return {state: codes.split(",") for state, codes in zip(words[::2], words[1::2], strict=True)}


def codes_of(kind: Kind, state: str) -> Iterator[str]:
    """The CCNs of a kind in a state: downward, from one below the last of each range."""
    for state_code in state_codes()[state]:
        for numbers in SHARES[kind][2]:
            first, last = numbers.split("-")
            prefix = first[0] if first[0].isalpha() else ""
            suffix = first[-1] if first[-1].isalpha() else ""
            low, high = (each.removeprefix(prefix).removesuffix(suffix) for each in (first, last))
            for value in range(int(high) - 1, int(low) - 1, -1):
                yield f"{state_code}{prefix}{value:0{len(low)}}{suffix}"


def weighted_pairs() -> Iterator[tuple[Kind, str]]:
    """Kinds and states without end, each as often as its share and weight say."""
    turns = [kind for kind, (share, _, _) in SHARES.items() for _ in range(share)]
    states = [state for state in state_codes() for _ in range(WEIGHTS.get(state, 2))]
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
