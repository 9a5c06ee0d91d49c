"""Groups and kinds of organizations (State Operations Manual 2779A, for those with a CCN)."""

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


def kinds_of(group: OrganizationGroup) -> list[OrganizationKind]:
    """The kinds of a group, in the order above."""
    return [kind for kind in OrganizationKind if kind.group == group]
