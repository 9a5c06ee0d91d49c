"""The catalog checks: their findings, their admin page and their command."""

import pytest
from django.core.management import call_command

from rolerequests.catalog import checks
from rolerequests.catalog.checks import Level, are_similar, findings
from rolerequests.models import Organization, Role, UserCategory
from tests.admin import page_for
from tests.factories import CategoryFactory, RoleFactory
from tests.helpers import Queries
from tests.pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/admin/rolerequests/usercategory/checks/"


def role(category, slug):
    return Role.objects.filter(category__slug=category, slug=slug)


def found_by(check):
    """The findings of one check."""
    return list(check(list(UserCategory.objects.prefetch_related("roles"))))


def test_the_shipped_catalog_has_no_findings():
    assert findings() == []


def test_roles_without_an_organization_are_an_error():
    Organization.objects.filter(group="contractor").update(is_open=False)
    (finding,) = findings()
    assert [finding] == found_by(checks.without_organizations)
    assert (finding.level, finding.subject) == (Level.ERROR, "2 roles")
    assert set(finding.entries) == set(Role.objects.filter(asks_organizations="contractor"))
    Role.objects.filter(slug="medicare-administrative-contractor-user").delete()
    assert [each.subject for each in findings()] == ["1 role"]


@pytest.mark.parametrize(
    ("check", "level", "change", "subject", "facts"),
    [
        (
            checks.without_offered_roles,
            Level.ERROR,
            lambda: role("vendor", "submitter").update(is_active=False),
            "user category Vendor",
            "no active role",
        ),
        (
            checks.unlike_the_job_aid,
            Level.ERROR,
            lambda: role("cms", "help-desk").update(description="iQIES support."),
            "role iQIES Help Desk (CMS)",
            "(Figures 8, 13): description is “iQIES support.”, in the job aid it is “iQIES system support.”.",
        ),
        (
            checks.unlike_the_job_aid,
            Level.ERROR,
            lambda: role("cms", "view-only-user").update(asks_state=True),
            "role CMS View Only User (CMS)",
            "asks for a state is yes, in the job aid it is no.",
        ),
        (
            checks.unlike_the_job_aid,
            Level.ERROR,
            lambda: UserCategory.objects.filter(slug="ado").update(name="A.D.O."),
            "user category A.D.O.",
            "(Figure 2): name is “A.D.O.”, in the job aid it is “ADO”.",
        ),
        (
            checks.unlike_the_job_aid,
            Level.ERROR,
            lambda: role("cms", "help-desk").delete(),
            "iQIES Help Desk",
            "(Figures 8, 13)",
        ),
        (
            checks.unlike_the_job_aid,
            Level.WARNING,
            lambda: role("cms", "help-desk").update(is_active=False),
            "role iQIES Help Desk (CMS)",
            "(Figures 8, 13)",
        ),
        (
            checks.unlike_the_job_aid,
            Level.WARNING,
            lambda: role("cms", "help-desk").update(source="public", name="Help"),
            "role Help (CMS)",
            "(Figures 8, 13)",
        ),
        (
            checks.claims_the_job_aid,
            Level.ERROR,
            lambda: role("vendor", "submitter").update(source="job_aid"),
            "role Vendor Submitter (Vendor)",
            "source",
        ),
        (
            checks.claims_the_job_aid,
            Level.WARNING,
            lambda: CategoryFactory(name="Extra"),
            "user category Extra",
            "(Figure 2)",
        ),
        (
            checks.near_duplicates,
            Level.WARNING,
            lambda: vendor_role(name="Vendor Submiter"),
            "role Vendor Submiter (Vendor)",
            "“Vendor Submitter”",
        ),
        (
            checks.too_long,
            Level.WARNING,
            lambda: role("vendor", "submitter").update(description="x" * 251),
            "role Vendor Submitter (Vendor)",
            "description of 251 characters: above 250",
        ),
        (
            checks.too_long,
            Level.WARNING,
            lambda: role("vendor", "submitter").update(name="x" * 61),
            f"role {'x' * 61} (Vendor)",
            "label of 61 characters: above 60",
        ),
        (
            checks.doubtful_order,
            Level.WARNING,
            lambda: role("cms", "help-desk").update(position=2),
            "role iQIES Help Desk (CMS)",
            "“CMS General User” (2)",
        ),
        (
            checks.doubtful_order,
            Level.WARNING,
            lambda: UserCategory.objects.get(slug="cms").move(-1),
            "user category ADO",
            "“CMS”; in the job aid (Figure 2)",
        ),
    ],
)
def test_a_check_finds_its_fault(check, level, change, subject, facts):
    before = {str(each) for each in findings()}
    change()
    new = [each for each in findings() if str(each) not in before]
    (finding,) = [each for each in found_by(check) if each.subject == subject]
    assert finding in new
    assert finding.level == level
    assert facts in finding.sentence


def vendor_role(**fields):
    return RoleFactory(category=UserCategory.objects.get(slug="vendor"), **fields)


def test_checks_ignore_inactive_roles():
    vendor_role(name="Vendor Submiter", asks_organizations="provider", is_active=False)
    assert [str(each) for each in findings() if "Submiter" in str(each)] == []


def test_hidden_roles_leave_categories_without_roles(settings):
    vendor_role(name="Vendor Submiter", asks_organizations="provider")
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    (finding,) = findings()
    assert [finding] == found_by(checks.without_offered_roles)
    assert (finding.level, finding.subject) == (Level.ERROR, "5 user categories")
    assert str(finding).endswith(": Accrediting Organization, ADO, Contractor, Provider, Vendor.")


def test_roles_of_an_inactive_category_are_not_offered():
    Organization.objects.filter(group="provider").update(is_open=False)
    UserCategory.objects.filter(slug="vendor").update(is_active=False)
    assert "7 roles" in {each.subject for each in findings()}


def test_similar_names_differ_in_punctuation_at_most():
    assert are_similar("Vendor-Submitter (V.S.)", "vendor submitter vs")
    assert not are_similar("CMS General User", "CMS View Only User")


def test_texts_that_just_fit_are_not_too_long():
    role("vendor", "submitter").update(name="x" * 60, description="x" * 250)
    assert found_by(checks.too_long) == []


def test_checks_take_four_queries():
    with Queries() as few:
        findings()
    RoleFactory.create_batch(30, category=UserCategory.objects.get(slug="vendor"))
    with Queries() as many:
        findings()
    assert few.count() == many.count() == 4  # three, and one for the exercises


# The page


def test_the_page_links_each_finding_to_its_entries(staff_client):
    role("cms", "help-desk").update(description="iQIES support.")
    role("cms", "help-desk-production-control").delete()
    role("ado", "user").update(name="x" * 61)
    Organization.objects.update(is_open=False)
    response = staff_client.get(PAGE)
    assert [(level, len(found)) for level, found in response.context["groups"]] == [
        (Level.ERROR, 3),
        (Level.WARNING, 1),
    ]
    for finding in findings():
        assert finding.sentence in text_of(response)
    html = response.content.decode()
    assert f'<a href="{page_for(role("cms", "help-desk").get())}">Role iQIES Help Desk (CMS)</a>' in html
    provider = page_for(role("provider", "security-official").get())
    assert f'<a href="{provider}">Provider Security Official (Provider)</a>' in html


def test_the_page_leads_to_the_import_for_a_missing_role(staff_client):
    role("cms", "help-desk").delete()
    item = staff_client.get(PAGE).content.decode().split("<strong>iQIES Help Desk</strong>")[1]
    assert 'href="/admin/rolerequests/usercategory/import-export/"' in item.split("</li>")[0]


def test_the_page_names_no_commands(staff_client):
    role("cms", "help-desk").delete()
    text = text_of(staff_client.get(PAGE))
    assert "`" not in text
    assert "manage.py" not in text


def test_the_page_has_no_findings_for_a_perfect_catalog(staff_client):
    response = staff_client.get(PAGE)
    assert response.context["groups"] == []
    assert "found nothing" in text_of(response)


# The command


def run(capsys, *arguments):
    """What `manage.py check_catalog` prints, line by line, and whether it fails."""
    try:
        call_command("check_catalog", *arguments)
        failed = False
    except SystemExit as end:
        failed = bool(end.code)
    return capsys.readouterr().out.splitlines(), failed


def test_the_command_prints_the_findings(capsys):
    role("cms", "help-desk").update(description="iQIES support.")
    lines, failed = run(capsys)
    assert lines == [*(f"{each.level}: {each}" for each in findings()), "1 error, 0 warnings."]
    assert failed


def test_the_command_fails_for_warnings_on_request(capsys):
    role("ado", "user").update(name="x" * 61)
    lines, failed = run(capsys)
    assert (lines[-1], failed) == ("0 errors, 1 warning.", False)
    assert run(capsys, "--fail-level=warning")[1]
