"""Compares what the pages promised with the database of DATABASE_URL: `python -m tests.faults.ledger FILE`.

The file has, as JSON, `submitted` and `withdrawn`: ids of requests whose pages said so.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import django

REQUIRED = {"draft": [], "pending": ["submitted"], "withdrawn": ["submitted", "withdrawn"]}


def found_wrong(submitted: set[int], withdrawn: set[int]) -> dict[str, list[str]]:
    """What is lost (promised, but not stored), doubled (submitted twice), or half (a row and its events differ)."""
    from rolerequests.models import RoleRequest

    requests = RoleRequest.objects.prefetch_related("events").order_by("pk")
    wrong: dict[str, list[str]] = {"lost": [], "doubled": [], "half": []}
    same: Counter[Any] = Counter()
    known = set()
    for request in requests:
        known.add(request.pk)
        events = sorted(request.events.all(), key=lambda event: event.pk)
        ends = [each.transition for each in events if each.transition in ("submitted", "withdrawn")]
        said = ["submitted"] * (request.pk in submitted) + ["withdrawn"] * (request.pk in withdrawn)
        story = f"{request.pk} is {request.status} after {[each.transition for each in events]}"
        if any(each not in ends for each in said):
            wrong["lost"].append(f"{story}, but its pages said {said}")
        if max(Counter(ends).values(), default=0) > 1:
            wrong["doubled"].append(story)
        elif ends != REQUIRED.get(request.status) or not events:
            wrong["half"].append(story)
        times = [each.at for each in events]
        if times != sorted(times):
            wrong["half"].append(f"{story}: at {[str(each) for each in times]}")
        if request.status == "pending":
            same[request.requester_id, request.role_id, request.state] += 1
    wrong["lost"] += [f"{each} is not there" for each in sorted((submitted | withdrawn) - known)]
    wrong["doubled"] += [f"{each} is pending {number} times" for each, number in same.items() if number > 1]
    return wrong


def main() -> None:
    """Print what is wrong, as JSON."""
    django.setup()
    said = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(found_wrong(set(said["submitted"]), set(said["withdrawn"]))))


if __name__ == "__main__":
    main()
