"""The admin pages of import and export of organizations."""

from secrets import token_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from accounts.models import AuditEntry
from rolerequests.models import Organization
from rolerequests.organizations import import_export_page, plan
from rolerequests.uploads import MAX_PACKED, FileError, packed, unpacked
from tests.admin import list_of, page_for
from tests.factories import OrganizationFactory
from tests.pages import Page, message_levels, page_of, text_of
from tests.rolerequests.organizations.csv_files import ROW, file_of, row

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:rolerequests_organization_import_export")


def upload(client, data, name="organizations.csv"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def confirm(client, response, **more):
    """Submit the form of the preview."""
    page = page_of(response)
    fields = {name: page.hidden(name) for name in ("content", "digest")}
    return client.post(PAGE, fields | more)


def parts_of(response):
    """What a streamed page sends, part by part."""
    return [part.decode() for part in response.streaming_content]


def test_changes_are_stored_after_confirmation_only(staff_client):
    response = upload(staff_client, file_of(ROW, row(ccn="5E+12")))
    assert "Row 3: ccn: " in text_of(response)
    assert not Organization.objects.filter(code="368498").exists()
    parts = parts_of(confirm(staff_client, response))
    assert "1 added, 0 changed, 0 unchanged, 1 refused" in Page("".join(parts)).visible_text()
    assert Organization.objects.filter(code="368498").exists()


def test_the_preview_counts_rows(staff_client):
    OrganizationFactory(code="368497")
    rows = [ROW, row(ccn="368497", open="no"), row(ccn="36849"), row(kind="x"), row(ccn="036849", state="AZ")]
    response = upload(staff_client, file_of(*rows))
    text = text_of(response)
    for count in ("Added 1", "Changed 1 (1 of them closed)", "Unchanged 0", "Refused, with errors 3"):
        assert count in text
    assert response.context["plan"].not_in_file == Organization.objects.count() - 1


def test_the_preview_says_that_zeros_are_back(staff_client):
    response = upload(staff_client, file_of(row(ccn="36849", kind="physical-therapy", state="AZ")))
    assert "Zeros were put back" in text_of(response)


def test_a_file_without_changes_cannot_be_applied(staff_client):
    OrganizationFactory(code="368498", name=ROW["name"])
    response = upload(staff_client, file_of(ROW))
    assert not response.context["plan"].has_changes
    assert "Apply changes" not in response.content.decode()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"a,b\n"])
def test_a_bad_file_is_an_error_of_its_field(staff_client, data):
    response = upload(staff_client, data)
    assert set(response.context["form"].errors) == {"file"}
    assert staff_client.post(PAGE, {}).context["form"].has_error("file", "required")


def test_a_change_after_the_preview_shows_a_new_one(staff_client):
    stored = OrganizationFactory(code="368498")
    response = upload(staff_client, file_of(ROW))
    Organization.objects.filter(pk=stored.pk).update(city="Changed since")
    response = confirm(staff_client, response)
    assert message_levels(response) == ["warning"]
    stored.refresh_from_db()
    assert stored.city == "Changed since"
    assert confirm(staff_client, response).streaming


def test_progress_is_sent_while_rows_are_stored(staff_client, monkeypatch):
    monkeypatch.setattr(import_export_page, "ROWS_PER_LINE", 2)
    monkeypatch.setattr(plan, "BATCH", 1)
    data = file_of(*(row(ccn=f"36{number}") for number in range(7001, 7006)))
    response = confirm(staff_client, upload(staff_client, data))
    assert "no-transform" in response["Cache-Control"]
    assert response["X-Accel-Buffering"] == "no"
    assert not response.has_header("Content-Encoding")
    parts = iter(response.streaming_content)
    next(parts)
    assert Organization.objects.filter(code__startswith="3670").count() == 0
    assert b"2 of 5" in next(parts)
    assert Organization.objects.filter(code__startswith="3670").count() == 2
    assert b"</html>" in list(parts)[-1]
    assert Organization.objects.filter(code__startswith="3670").count() == 5


def test_a_database_fault_ends_the_page_with_an_error(staff_client, monkeypatch):
    def fail(*arguments):
        raise OperationalError
        yield

    response = confirm_after(staff_client, monkeypatch, fail)
    page = "".join(parts_of(response))
    assert import_export_page.STOPPED in page
    assert "All rows are stored" not in page.split("errornote")[1]
    assert page.rstrip().endswith("</html>")


def confirm_after(staff_client, monkeypatch, apply):
    response = upload(staff_client, file_of(ROW))
    monkeypatch.setattr(import_export_page, "apply", apply)
    return confirm(staff_client, response)


def test_refused_rows_are_a_file(staff_client):
    response = upload(staff_client, file_of(ROW, row(ccn="5E+12")))
    response = confirm(staff_client, response, refused="Download")
    assert response["Content-Type"].startswith("text/csv")
    assert "refused" in response["Content-Disposition"]
    assert len("".join(parts_of(response)).splitlines()) == 2
    assert not Organization.objects.filter(code="368498").exists()


def test_the_export_is_a_file(staff_client):
    response = staff_client.get(reverse("admin:rolerequests_organization_export"))
    assert "organizations.csv" in response["Content-Disposition"]
    data = "".join(parts_of(response)).encode()
    assert not upload(staff_client, data).context["plan"].has_changes


def test_markup_in_a_file_is_shown_as_text(staff_client):
    OrganizationFactory(code="368498")
    response = upload(staff_client, file_of(row(name="<script>alert(1)</script>"), row(kind="<b>")))
    assert "<script>alert(1)" not in response.content.decode()
    assert "<b>" in text_of(response)


def test_an_import_is_one_entry_of_the_audit_log(staff_client):
    stored = OrganizationFactory(code="368498", name="Training Old")
    parts_of(confirm(staff_client, upload(staff_client, file_of(ROW, row(ccn="368497")))))
    text = text_of(staff_client.get(list_of(AuditEntry)))
    assert "carol Imported organization organizations added: 1 changed: 1" in text
    assert "carol Changed name: Training Old" in text_of(staff_client.get(page_for(stored, "history")))


# The packed file


@pytest.mark.parametrize("text", ["%", "AAAA", "x", packed(b"x" * 100)[:-4], packed(b"x" * 1001)])
def test_a_damaged_preview_is_refused(staff_client, text):
    with pytest.raises(FileError):
        unpacked(text, 1000)


def test_a_damaged_preview_is_an_error_of_the_file(staff_client):
    response = staff_client.post(PAGE, {"content": "%", "digest": "x"})
    assert set(response.context["form"].errors) == {"file"}


def test_a_packed_file_is_the_same():
    assert unpacked(packed(b"x" * 1000), 1000) == b"x" * 1000
    assert len(packed(b"x" * 10**6)) < MAX_PACKED


def test_a_file_that_does_not_get_small_is_refused():
    with pytest.raises(FileError):
        packed(token_bytes(MAX_PACKED))
