"""Exported files of the catalog, byte by byte."""

import pytest
from django.core.management import CommandError, call_command

from rolerequests.catalog.import_export import file_content
from rolerequests.models import Role
from tests.rolerequests.catalog.rows import EXPORT, FIXTURES, upload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_exported_files_are_the_fixtures_byte_by_byte(name):
    assert file_content(name).encode() == (FIXTURES / f"{name}.json").read_bytes()


def test_the_command_writes_only_changed_files(tmp_path, capsys):
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: written", "roles.json: written"]
    assert (tmp_path / "roles.json").read_bytes() == (FIXTURES / "roles.json").read_bytes()
    Role.objects.filter(slug="help-desk").update(name="Aide ☃")
    call_command("export_catalog", "--to", tmp_path)
    assert capsys.readouterr().out.splitlines() == ["categories.json: unchanged", "roles.json: written"]
    assert "Aide ☃" in (tmp_path / "roles.json").read_text()


def test_the_command_says_why_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match=r"categories.json cannot be written: No such file or directory\."):
        call_command("export_catalog", "--to", tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["categories", "roles"])
def test_the_admin_exports_the_fixtures_byte_by_byte(staff_client, name):
    response = staff_client.get(f"{EXPORT}{name}.json")
    assert response.content == (FIXTURES / f"{name}.json").read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{name}.json"'
    assert upload(staff_client, response.content).context["plan"].has_changes is False


def test_the_admin_exports_no_other_tables(staff_client):
    assert staff_client.get(f"{EXPORT}users.json").status_code == 404
