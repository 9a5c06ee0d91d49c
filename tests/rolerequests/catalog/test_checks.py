"""The doctor: what it finds in the catalog, on its page and for CI."""

import pytest
from django.core.management import call_command

from rolerequests.catalog.checks import Level, are_alike, findings
from rolerequests.models import Role, UserCategory
from tests.admin import page_for
from tests.helpers import Queries
from tests.pages import text_of

pytestmark = pytest.mark.django_db

DOCTOR = "/admin/rolerequests/usercategory/checks/"


def found(level=None):
    return [str(each) for each in findings() if level in (None, each.level)]


def role(category, slug):
    return Role.objects.filter(category__slug=category, slug=slug)


def test_in_the_shipped_catalog_there_is_nothing_but_roles_that_ask_for_organizations():
    (finding,) = findings()
    assert (finding.level, finding.what) == (Level.WARNING, "12 roles")
    assert set(finding.several) == set(Role.objects.filter(asks_organizations=True))
    assert str(finding).startswith("12 roles cannot be submitted by trainees, because page 3 has no way yet")
    assert "untick “Asks for organizations” there: Accrediting Organization General User (" in str(finding)
    assert str(finding).endswith(", PBJ Viewer (Provider), Vendor Submitter (Vendor).")


def test_one_alone_is_counted_as_one():
    Role.objects.exclude(slug="submitter").update(asks_organizations=False)
    assert [each.what for each in findings()] == ["1 role"]


@pytest.mark.parametrize(
    ("level", "break_it", "sentence"),
    [
        (
            Level.ERROR,
            lambda: Role.objects.filter(category__slug="vendor").update(is_active=False),
            "user category Vendor has no active role, so page 2 is a dead end",
        ),
        (
            Level.ERROR,
            lambda: role("cms", "help-desk").update(description="iQIES support."),
            "role iQIES Help Desk (CMS) differs from the job aid (Figures 8, 13): description is “iQIES "
            "support.”, there it is “iQIES system support.”.",
        ),
        (
            Level.ERROR,
            lambda: role("cms", "view-only-user").update(asks_state=True),
            "asks for a state is yes, there it is no.",
        ),
        (
            Level.ERROR,
            lambda: UserCategory.objects.filter(slug="ado").update(name="A.D.O."),
            "user category A.D.O. differs from the job aid (Figure 2): name is “A.D.O.”, there it is “ADO”.",
        ),
        (
            Level.ERROR,
            lambda: role("cms", "help-desk").delete(),
            "iQIES Help Desk is in the job aid (Figures 8, 13), and not in the catalog.",
        ),
        (
            Level.ERROR,
            lambda: role("vendor", "submitter").update(source="job_aid"),
            "role Vendor Submitter (Vendor) is not in the job aid, and says that it is",
        ),
        (
            Level.WARNING,
            lambda: role("cms", "help-desk").update(is_active=False),
            "role iQIES Help Desk (CMS) is in the job aid (Figures 8, 13), and inactive",
        ),
        (
            Level.WARNING,
            lambda: role("cms", "help-desk").update(source="public", name="Help"),
            "role Help (CMS) is in the job aid (Figures 8, 13): choose that as its source.",
        ),
        (
            Level.WARNING,
            lambda: UserCategory.objects.create(slug="x", name="Extra", description="x", is_active=True),
            "user category Extra is not in the job aid (Figure 2), and page 1 has no way to say so.",
        ),
        (
            Level.WARNING,
            lambda: twin(is_active=True),
            "role Vendor Submiter (Vendor) is nearly called as “Vendor Submitter” is",
        ),
        (
            Level.WARNING,
            lambda: role("vendor", "submitter").update(description="x" * 251),
            "role Vendor Submitter (Vendor) has a description of 251 characters",
        ),
        (
            Level.WARNING,
            lambda: role("vendor", "submitter").update(name="x" * 61),
            "has a label of 61 characters",
        ),
        (
            Level.WARNING,
            lambda: role("cms", "help-desk").update(position=2),
            "has the same number as “CMS General User” (2)",
        ),
        (
            Level.WARNING,
            lambda: UserCategory.objects.get(slug="cms").move(-1),
            "user category ADO stands after “CMS”; in the job aid (Figure 2) it stands before.",
        ),
    ],
)
def test_each_fault_is_found(level, break_it, sentence):
    before = set(found())
    break_it()
    new = [each for each in found(level) if each not in before]
    assert [each for each in new if sentence in each], new


def twin(**fields):
    vendor = UserCategory.objects.get(slug="vendor")
    Role.objects.create(
        category=vendor, slug="twin", name="Vendor Submiter", description="x", position=2, **fields
    )


def test_what_is_inactive_is_nobodys_duplicate_and_asks_nobody():
    twin(asks_organizations=True)
    assert not [each for each in found() if "Submiter" in each]


def test_what_one_setting_hides_is_found_where_it_leaves_a_dead_end_and_nowhere_else(settings):
    twin(is_active=True, asks_organizations=True)
    settings.SHOW_ROLES_NOT_IN_JOB_AID = False
    (finding,) = findings()
    assert (finding.level, finding.what) == (Level.ERROR, "5 user categories")
    assert str(finding) == (
        "5 user categories cannot lead past page 2: this server shows the job aid's roles only, and has none "
        "of them there. Ask whoever runs the server to show the other roles as well, or deactivate these: "
        "Accrediting Organization, ADO, Contractor, Provider, Vendor."
    )


def test_what_stands_in_an_inactive_category_is_no_hindrance():
    UserCategory.objects.filter(slug="vendor").update(is_active=False)
    assert "11 roles" in {each.what for each in findings()}


def test_names_are_alike_whatever_their_punctuation():
    assert are_alike("Vendor-Submitter (V.S.)", "vendor submitter vs")
    assert not are_alike("CMS General User", "CMS View Only User")


def test_what_just_fits_a_tile_is_not_too_long():
    role("vendor", "submitter").update(name="x" * 60, description="x" * 250)
    assert not [each for each in found() if "characters" in each]


def test_it_asks_the_database_the_same_with_few_roles_and_many():
    findings()
    with Queries() as few:
        findings()
    vendor = UserCategory.objects.get(slug="vendor")
    for number in range(30):
        Role.objects.create(category=vendor, slug=f"r{number}", name=f"R {number}", position=number)
    with Queries() as many:
        findings()
    assert few.count() == many.count() == 2


# Its page


def test_its_page_leads_to_the_place_to_mend_each_finding(staff_client):
    role("cms", "help-desk").update(description="iQIES support.")
    role("cms", "help-desk-production-control").delete()
    response = staff_client.get(DOCTOR)
    words = text_of(response)
    assert "2 errors" in words
    assert "iQIES Help Desk Production Control is in the job aid (Figures 8, 13), and not" in words
    assert "1 warning 12 roles cannot be submitted by trainees" in words
    assert "ask whoever runs this server to bring it back" in words
    assert "`" not in words
    assert "manage.py" not in words
    html = response.content.decode()
    assert f'<a href="{page_for(role("cms", "help-desk").get())}">Role iQIES Help Desk (CMS)</a>' in html
    provider = page_for(role("provider", "security-official").get())
    assert f'<a href="{provider}">Provider Security Official (Provider)</a>' in html
    assert '<a href="/admin/rolerequests/usercategory/import-export/">Go to the files</a>' in html


def test_its_page_says_so_when_nothing_is_wrong(staff_client):
    Role.objects.filter(asks_organizations=True).update(is_active=False)
    UserCategory.objects.filter(slug__in=["accrediting-organization", "provider", "vendor"]).update(
        is_active=False
    )
    assert "is in the job aid (Figure 2), and inactive" in text_of(staff_client.get(DOCTOR))
    UserCategory.objects.update(is_active=True)
    Role.objects.update(is_active=True, asks_organizations=False)
    assert "Nothing is wrong with the catalog." in text_of(staff_client.get(DOCTOR))


# The command


def check(capsys, *arguments):
    """What `manage.py check_catalog` prints, and whether it fails."""
    try:
        call_command("check_catalog", *arguments)
        failed = False
    except SystemExit as end:
        failed = bool(end.code)
    return capsys.readouterr().out.splitlines(), failed


def test_the_command_fails_for_errors_and_on_request_for_warnings(capsys):
    lines, failed = check(capsys)
    assert (lines[-1], failed) == ("0 errors, 1 warning.", False)
    assert [each.partition(" cannot ")[0] for each in lines[:-1]] == ["warning: 12 roles"]
    assert check(capsys, "--fail-level=warning")[1]
    role("cms", "help-desk").update(description="iQIES support.")
    lines, failed = check(capsys)
    assert failed
    assert lines[0].startswith("error: role iQIES Help Desk (CMS) differs from the job aid (Figures 8, 13)")
