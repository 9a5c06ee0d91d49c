"""Rules that every template keeps."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_links_do_not_look_like_buttons(file):
    """A link does not react to Space, so it must not look like a button."""
    assert re.findall(r'<a [^>]*class="[^"]*usa-button[ "]', file.read_text()) == []
