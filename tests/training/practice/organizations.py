"""The organizations that the exercises of the repository name."""

from rolerequests.models import Organization
from rolerequests.models.organization_kinds import OrganizationKind
from training.seeding import rows_of_fixture


def add_organizations_of_exercises():
    """Add those that the database lacks; the kind follows from the code."""
    for rows in rows_of_fixture():
        for (code,) in rows.row["fields"].get("organizations", []):
            accrediting = code.startswith("AO")
            kind = OrganizationKind.ACCREDITING_ORGANIZATION if accrediting else OrganizationKind.NURSING_HOME
            values = {"name": f"Training {code}", "kind": kind, "state": "OH", "city": "Demo Center"}
            Organization.objects.get_or_create(code=code, defaults=values)
