"""The job aid's sections 2, 3 and 4, as written, for Help."""

import json
from functools import cache
from typing import Any

from django.conf import settings


@cache
def job_aid() -> dict[str, Any]:
    """The content of fixtures/job_aid.json: sections with their numbered steps, our remarks set apart."""
    content: dict[str, Any] = json.loads((settings.BASE_DIR / "fixtures" / "job_aid.json").read_text())
    return content
