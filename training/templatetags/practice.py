"""Template tags of practice: the coach, the verdict on My Profile, the invitation on Welcome."""

from typing import Any

from django import template

from training.models import Assignment
from training.practice import attempts as life
from training.practice.coach import coach_for, verdict
from training.practice.rows import next_of, own_attempts, rows_for
from training.practice.sentences import START_FIRST

register = template.Library()


@register.simple_tag(takes_context=True)
def find_coach(context: Any) -> Any:
    """The coach of this page, or None."""
    request = context.get("request")
    return coach_for(request, context) if request else None


@register.simple_tag
def verdict_of(coach: Any) -> str:
    """One sentence about the attempt of a coach; '' before a submission."""
    return verdict(coach.attempt) if coach else ""


@register.simple_tag(takes_context=True)
def invitation(context: Any) -> dict[str, Any]:
    """What Welcome offers below the replica. No query before the first exercise, without a class."""
    user = context["request"].user
    # Even a query that finds nothing for certain is composed first.
    assignments = list(Assignment.objects.of_trainee(user)) if user.training_class_id else []
    if not user.has_practiced and not assignments:
        return {"is_new": True, "start_first": START_FIRST}
    attempts = own_attempts(user)
    rows = rows_for(attempts, assignments)
    of_class = [row for row in rows if row.assignment]
    return {
        "of_class": of_class if next_of(of_class) else [],
        "refresher": life.refresher(attempts, user.sandbox.now()),
        "next": next_of(rows),
    }
