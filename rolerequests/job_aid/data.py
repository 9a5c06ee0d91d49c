"""Reads the data files of fixtures/."""

import json
from functools import cache
from typing import Any

from django.conf import settings


@cache
def load_data(name: str) -> Any:
    """The content of a file such as `job_aid.json`. Read once per process."""
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text())
