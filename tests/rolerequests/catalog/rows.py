"""Rows of uploaded files, and the page that imports them."""

import json
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from rolerequests.models import Role
from tests.pages import page_of

PAGE = "/admin/rolerequests/usercategory/import-export/"
EXPORT = "/admin/rolerequests/usercategory/export/"
FIXTURES = Path(settings.FIXTURE_DIRS[0])
BAD_FILES = sorted(Path(__file__).with_name("bad_files").iterdir())


def row(model="role", **fields):
    """A row of a file: a new role of CMS, or a new category, with these fields."""
    new = {"slug": "new", "name": "New", "description": "x", "position": 9, "is_active": True}
    if model == "role":
        new |= {"category": ["cms"], "source": "placeholder"}
    return {"model": f"rolerequests.{model}", "fields": {**new, **fields}}


def category(**fields):
    return row("usercategory", **fields)


def help_desk(**fields):
    """A row that changes these fields of a role of the catalog."""
    return {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": "help-desk", **fields}}


def without(removed, entry):
    """The row without this field."""
    return {**entry, "fields": {name: value for name, value in entry["fields"].items() if name != removed}}


def upload(staff_client, content, name="roles.json"):
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return staff_client.post(PAGE, {"file": SimpleUploadedFile(name, data)})


def confirm(staff_client, response, **changes):
    """Submit the form of the preview."""
    page = page_of(response)
    return staff_client.post(
        PAGE, {"content": page.hidden("content"), "digest": page.hidden("digest"), **changes}
    )


def renamed(**names):
    """Rows that rename roles of CMS, by slug."""
    return [
        {"model": "rolerequests.role", "fields": {"category": ["cms"], "slug": slug, "name": name}}
        for slug, name in names.items()
    ]


def names_of_cms():
    return dict(Role.objects.filter(category__slug="cms").values_list("slug", "name"))
