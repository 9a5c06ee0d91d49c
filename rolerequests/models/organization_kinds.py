"""Groups and kinds of organizations (State Operations Manual 2779A, for those with a CCN)."""

import re

from django.db import models


class OrganizationGroup(models.TextChoices):
    """Which organizations a role asks for on page 3."""

    PROVIDER = "provider", "Providers and suppliers"
    ACCREDITING = "accrediting", "Accrediting organizations"
    CONTRACTOR = "contractor", "Medicare Administrative Contractors"


class OrganizationKind(models.TextChoices):
    """Kinds of organizations. All but the last two have a CCN."""

    HOSPITAL = "hospital", "Hospital"
    CRITICAL_ACCESS_HOSPITAL = "critical-access-hospital", "Critical access hospital"
    CHILDRENS_HOSPITAL = "childrens-hospital", "Children's hospital"
    PSYCHIATRIC_HOSPITAL = "psychiatric-hospital", "Psychiatric hospital"
    REHABILITATION_HOSPITAL = "rehabilitation-hospital", "Rehabilitation hospital"
    LONG_TERM_HOSPITAL = "long-term-hospital", "Long-term care hospital"
    EMERGENCY_HOSPITAL = "emergency-hospital", "Emergency hospital"
    NONMEDICAL_INSTITUTION = "nonmedical-institution", "Religious nonmedical health care institution"
    NURSING_HOME = "nursing-home", "Nursing home"
    MEDICAID_NURSING_HOME = "medicaid-nursing-home", "Nursing facility (Medicaid only)"
    INTERMEDIATE_CARE_FACILITY = "intermediate-care", "Intermediate care facility"
    PSYCHIATRIC_RESIDENTIAL = "psychiatric-residential", "Psychiatric residential treatment facility"
    HOME_HEALTH_AGENCY = "home-health-agency", "Home health agency"
    HOSPICE = "hospice", "Hospice"
    DIALYSIS_FACILITY = "dialysis-facility", "Dialysis facility"
    RURAL_HEALTH_CLINIC = "rural-health-clinic", "Rural health clinic"
    HEALTH_CENTER = "health-center", "Federally qualified health center"
    MENTAL_HEALTH_CENTER = "mental-health-center", "Community mental health center"
    REHABILITATION_FACILITY = "rehabilitation-facility", "Outpatient rehabilitation facility"
    PHYSICAL_THERAPY = "physical-therapy", "Outpatient physical therapy"
    SURGICAL_CENTER = "surgical-center", "Ambulatory surgical center"
    LABORATORY = "laboratory", "Clinical laboratory"
    PORTABLE_XRAY = "portable-xray", "Portable X-ray supplier"
    ACCREDITING_ORGANIZATION = "accrediting-organization", "Accrediting organization"
    CONTRACTOR = "contractor", "Medicare Administrative Contractor"

    @property
    def group(self) -> OrganizationGroup:
        """The group of this kind."""
        return GROUPS.get(self, OrganizationGroup.PROVIDER)


GROUPS = {
    OrganizationKind.ACCREDITING_ORGANIZATION: OrganizationGroup.ACCREDITING,
    OrganizationKind.CONTRACTOR: OrganizationGroup.CONTRACTOR,
}

# The ranges of the numbers of each kind, after the state in a CCN. The first ones are those of practice
# organizations. Units and swing beds have the kind of their letter. Transplant centers, opioid
# treatment programs and organ procurement organizations have no kind here.
NUMBERS: dict[OrganizationKind, tuple[str, ...]] = {
    OrganizationKind.HOSPITAL: ("0001-0879", "0880-0899", "1225-1299", "J000-J999", "U000-U999"),
    OrganizationKind.CRITICAL_ACCESS_HOSPITAL: ("1300-1399", "M000-M999", "R000-R999", "Z000-Z999"),
    OrganizationKind.CHILDRENS_HOSPITAL: ("3300-3399",),
    OrganizationKind.PSYCHIATRIC_HOSPITAL: ("4000-4499", "S000-S999", "M000-M999"),
    OrganizationKind.REHABILITATION_HOSPITAL: ("3025-3099", "T000-T999", "R000-R999", "Y000-Y999"),
    OrganizationKind.LONG_TERM_HOSPITAL: ("2000-2299", "W000-W999"),
    OrganizationKind.EMERGENCY_HOSPITAL: ("000E-999E", "000F-999F"),
    OrganizationKind.NONMEDICAL_INSTITUTION: ("1990-1999",),
    OrganizationKind.NURSING_HOME: ("5000-6499",),
    OrganizationKind.MEDICAID_NURSING_HOME: ("E000-E999", "F000-F999", "A000-A999", "B000-B999"),
    OrganizationKind.INTERMEDIATE_CARE_FACILITY: ("G000-G999", "H000-H999"),
    OrganizationKind.PSYCHIATRIC_RESIDENTIAL: ("L000-L999",),
    OrganizationKind.HOME_HEALTH_AGENCY: ("7000-8499", "3100-3199", "9000-9799", "K000-K999"),
    OrganizationKind.HOSPICE: ("1500-1799",),
    OrganizationKind.DIALYSIS_FACILITY: ("2500-2899", "2300-2499", "3500-3699", "3700-3799"),
    OrganizationKind.RURAL_HEALTH_CLINIC: ("3800-3974", "8900-8999", "3400-3499", "3975-3999", "8500-8899"),
    OrganizationKind.HEALTH_CENTER: ("1000-1199", "1800-1989"),
    OrganizationKind.MENTAL_HEALTH_CENTER: ("1400-1499", "4600-4799", "4900-4999"),
    OrganizationKind.REHABILITATION_FACILITY: ("3200-3299", "4500-4599", "4800-4899"),
    OrganizationKind.PHYSICAL_THERAPY: ("6500-6989",),
    OrganizationKind.SURGICAL_CENTER: ("C0000000-C0009999", "C0010000-C9999999"),
    OrganizationKind.LABORATORY: ("D0000000-D0099999", "D0100000-D9999999"),
    OrganizationKind.PORTABLE_XRAY: ("X0000000-X0009999", "X0010000-X9999999"),
}


def has_number_of(kind: OrganizationKind, ccn: str) -> bool:
    """Whether the number in a CCN is one of this kind."""
    # A second letter tells which hospital the unit belongs to.
    number = re.sub(r"(?<=^[A-Z])[A-K]", "0", ccn[2:])
    return any(
        len(first) == len(number) and letters_of(first) == letters_of(number) and first <= number <= last
        for first, last in (numbers.split("-") for numbers in NUMBERS[kind])
    )


def letters_of(number: str) -> tuple[str, str]:
    """The letter in front and the letter at the end of a number in a CCN; '' for a digit."""
    return number[0] * number[0].isalpha(), number[-1] * number[-1].isalpha()


def kinds_of(group: OrganizationGroup) -> list[OrganizationKind]:
    """The kinds of a group, in the order above."""
    return [kind for kind in OrganizationKind if kind.group == group]
