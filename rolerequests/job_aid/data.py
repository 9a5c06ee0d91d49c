"""The data files of fixtures/, as they are in the repository."""

import json
from functools import cache
from typing import Any

from django.conf import settings


@cache
def load_data(name: str) -> Any:
    """The content of a data file, such as `job_aid.json`, read once."""
    return json.loads((settings.BASE_DIR / "fixtures" / name).read_text())
