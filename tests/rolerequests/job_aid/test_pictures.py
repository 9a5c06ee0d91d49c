"""The pictures of the pages in Help and in the README."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from rolerequests.job_aid.data import load_data

PICTURES = load_data("pictures.json")
README = (settings.BASE_DIR / "README.md").read_text()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture["slug"])
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_picture_exists_and_has_alternative_text(picture, screen):
    file = settings.BASE_DIR / "static" / picture[screen]["file"]
    assert file.read_bytes()[8:12] == b"WEBP"
    assert len(picture["alt"]) > 40


def test_the_readme_shows_pictures_with_their_text():
    alternatives = {
        f"static/{picture[screen]['file']}": picture["alt"]
        for picture in PICTURES
        for screen in ("desktop", "phone")
    }
    shown = re.findall(r"!\[([^]]*)\]\(([^)]*\.webp)\)", README)
    assert shown
    assert [file for alternative, file in shown if alternatives.get(file) != alternative] == []


def test_every_picture_file_is_listed():
    listed = {picture[screen]["file"] for picture in PICTURES for screen in ("desktop", "phone")}
    files = (settings.BASE_DIR / "static" / "img" / "pictures").iterdir()
    assert {f"img/pictures/{file.name}" for file in files} == listed


def test_help_shows_the_pictures_with_their_text(db):
    page = Client().get("/help/").content.decode()
    shown = re.findall(r'<img src="[^"]+" width="(\d+)" height="(\d+)" alt="([^"]+)"', page)
    assert [(int(width), int(height), unescape(alt)) for width, height, alt in shown] == [
        (picture["desktop"]["width"], picture["desktop"]["height"], picture["alt"]) for picture in PICTURES
    ]
