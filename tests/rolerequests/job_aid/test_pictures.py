"""The pictures of the pages, in Help and in the README."""

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
def test_a_picture_is_there_and_has_words_for_who_cannot_see_it(picture, screen):
    file = settings.BASE_DIR / "static" / picture[screen]["file"]
    assert file.read_bytes()[8:12] == b"WEBP"
    assert len(picture["alt"]) > 40
    where = "On a phone: " if screen == "phone" else ""
    assert f"![{where}{picture['alt']}](static/{picture[screen]['file']})" in README


def test_there_are_no_other_pictures():
    listed = {picture[screen]["file"] for picture in PICTURES for screen in ("desktop", "phone")}
    files = (settings.BASE_DIR / "static" / "img" / "pictures").iterdir()
    assert {f"img/pictures/{file.name}" for file in files} == listed


def test_help_shows_the_pictures_with_their_words_and_sizes(db):
    page = Client().get("/help/").content.decode()
    shown = re.findall(r'<img src="[^"]+" width="(\d+)" height="(\d+)" alt="([^"]+)"', page)
    assert [(int(width), int(height), unescape(alt)) for width, height, alt in shown] == [
        (picture["desktop"]["width"], picture["desktop"]["height"], picture["alt"]) for picture in PICTURES
    ]
