"""Attempts as xAPI 1.0.3 statements, for a learning record store.

The verbs and the type of the activity are ADL's. A statement keeps its id, so that a store that already has
it ignores it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from training.models import Attempt, Level

VERBS = "http://adlnet.gov/expapi/verbs"
SIMULATION = "http://adlnet.gov/expapi/activities/simulation"
LANGUAGE = "en-US"
PLATFORM = "iQIES Role Request Simulator"


def statements_of(lists: Iterable[list[Attempt]], address: str) -> Iterator[str]:
    """A JSON array in pieces, one for each list. `address` is that of the site, with a slash at the end."""
    site, separator = Site(address), "[\n"
    for attempts in lists:
        statements = [each for attempt in attempts for each in site.statements(attempt)]
        yield separator + ",\n".join(json.dumps(each, ensure_ascii=False) for each in statements)
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"


@dataclass(frozen=True)
class Site:
    """The site whose addresses identify accounts, exercises and statements."""

    address: str

    def statements(self, attempt: Attempt) -> Iterator[dict[str, Any]]:
        """That it was attempted and, without help, that it was passed or failed.

        With help, the outcome may still change, and it is no pass: there is no second statement.
        """
        yield self.statement(attempt, "attempted", attempt.began_at)
        if attempt.level == Level.PROVE and attempt.ended_at:
            result = {
                "success": attempt.fits,
                "completion": True,
                "duration": f"PT{round((attempt.ended_at - attempt.began_at).total_seconds())}S",
            }
            verb = "passed" if attempt.fits else "failed"
            yield {**self.statement(attempt, verb, attempt.ended_at), "result": result}

    def statement(self, attempt: Attempt, verb: str, at: datetime) -> dict[str, Any]:
        """The statement without a result."""
        slug = attempt.exercise.slug
        return {
            "id": self.identify(f"attempts/{attempt.pk}/{verb}"),
            "actor": {"objectType": "Agent", "account": self.account(attempt.trainee.user_id)},
            "verb": {"id": f"{VERBS}/{verb}", "display": {LANGUAGE: verb}},
            "object": {
                "objectType": "Activity",
                "id": f"{self.address}practice/exercises/{slug}/",
                "definition": {"type": SIMULATION, "name": {LANGUAGE: str(attempt.exercise)}},
            },
            "context": self.context(attempt),
            "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }

    def context(self, attempt: Attempt) -> dict[str, Any]:
        """What both statements of an attempt share. The class is the team, the version the revision."""
        context: dict[str, Any] = {
            "registration": self.identify(f"attempts/{attempt.pk}"),
            "revision": str(attempt.version),
            "platform": PLATFORM,
            "language": LANGUAGE,
            "extensions": {
                f"{self.address}xapi/level": attempt.level,
                f"{self.address}xapi/state": attempt.state,
                f"{self.address}xapi/job-aid-version": attempt.job_aid_version,
            },
        }
        if training_class := attempt.sandbox.training_class:
            account = self.account(f"class-{training_class.pk}")
            context["team"] = {"objectType": "Group", "name": training_class.name, "account": account}
        return context

    def account(self, name: str) -> dict[str, str]:
        """An account of this site."""
        return {"homePage": self.address, "name": name}

    def identify(self, path: str) -> str:
        """The UUID of something that belongs to this site: the same each time."""
        return str(uuid5(NAMESPACE_URL, f"{self.address}{path}"))
