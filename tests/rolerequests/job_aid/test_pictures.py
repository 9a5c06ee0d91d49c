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
def test_picture_exists_and_has_alternative_text(picture, screen):
    file = settings.BASE_DIR / "static" / picture[screen]["file"]
    assert file.read_bytes()[8:12] == b"WEBP"
    assert len(picture["alt"]) > 40


def test_readme_shows_one_picture_with_its_text():
    known = {(picture["alt"], f"static/{picture['desktop']['file']}") for picture in PICTURES}
    (shown,) = re.findall(r"!\[(.*)\]\((.*)\)", README)
    assert shown in known


def test_each_file_is_a_listed_picture():
    listed = {picture[screen]["file"] for picture in PICTURES for screen in ("desktop", "phone")}
    files = (settings.BASE_DIR / "static" / "img" / "pictures").iterdir()
    assert {f"img/pictures/{file.name}" for file in files} == listed


def test_help_shows_all_pictures(db):
    page = Client().get("/help/").content.decode()
    shown = re.findall(r'<img src="[^"]+" width="(\d+)" height="(\d+)" alt="([^"]+)"', page)
    assert [(int(width), int(height), unescape(alt)) for width, height, alt in shown] == [
        (picture["desktop"]["width"], picture["desktop"]["height"], picture["alt"]) for picture in PICTURES
    ]
