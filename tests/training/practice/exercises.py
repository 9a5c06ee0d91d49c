"""The exercises of the repository in the database of a test, with the organizations that they name."""

from functools import cache

from rolerequests.models import Organization
from rolerequests.models.organization_kinds import OrganizationKind
from training.models import Exercise, WrongTurn
from training.seeding import rows_of_fixture, seed_exercises


def add_exercises():
    """Add them. Only the first test of a process reads the file: that takes hundreds of queries."""
    organizations = add_organizations_of_exercises()
    if not Exercise.objects.exists():
        exercises, turns = seeded()
        if not Exercise.objects.exists():  # seeded by an earlier test, which was rolled back
            Exercise.objects.bulk_create(exercises)
            WrongTurn.objects.bulk_create(turns)
            add_links(exercises, organizations)


@cache
def seeded():
    """The rows that seeding adds. Categories and roles have the same keys in all tests of a process."""
    seed_exercises()
    return list(Exercise.objects.all()), list(WrongTurn.objects.all())


def add_links(exercises, organizations):
    """Connect exercises with the organizations that they name."""
    keys = {each.slug: each.pk for each in exercises}
    link = Exercise.organizations.through
    link.objects.bulk_create(
        link(exercise_id=keys[slug], organization_id=organizations[code])
        for slug, rows in rows_of_fixture().items()
        for code in codes_of(rows)
    )


def add_organizations_of_exercises():
    """Add the organizations that the database lacks. Returns the keys of all by code."""
    codes = [code for rows in rows_of_fixture().values() for code in codes_of(rows)]
    kept = dict(Organization.objects.filter(code__in=codes).values_list("code", "pk"))
    new = [
        Organization(code=code, name=f"Training {code}", kind=kind_of(code), state="OH", city="Demo Center")
        for code in codes
        if code not in kept
    ]
    Organization.objects.bulk_create(new)
    return kept | {each.code: each.pk for each in new}


def codes_of(rows):
    return [code for row in rows for (code,) in row["fields"].get("organizations", [])]


def kind_of(code):
    accrediting = code.startswith("AO")
    return OrganizationKind.ACCREDITING_ORGANIZATION if accrediting else OrganizationKind.NURSING_HOME
