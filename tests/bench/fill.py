"""Fill a database like that of a site: `python -m tests.bench.fill TRAINEES REQUESTS CLASSES CLASS_SIZE`.

These are the numbers of all trainees, submitted requests and classes, the first of which is large, and how many
trainees the others have at most. Each trainee has a draft and about as many requests, with their events; every
fifth has started over. A request for a role of a provider names four organizations. Each sandbox is an attempt
at an exercise. Every tenth sandbox is an old one of QA, some of them crowded, so that each call of the QA API
removes some. The audit log and the sessions have as many rows as there are trainees.
"""

import random
import sys
from datetime import timedelta
from itertools import islice, product
from typing import Any

import django

from tests.bench.copies import copy, earlier, one_of, padded

PATTERNS = 10  # as many trainees have different requests
LARGE_CLASS = 200  # if there are other classes, too
FIRST_NAMES = ("Ann", "Bob", "Cid", "Dee", "Eva", "Łukasz", "Mia", "Øystein", "Zoë", "Yan")
LAST_NAMES = ("Fox", "Lee", "Poe", "Żak", "Young", "Moss", "Hill", "Ortiz", "Reed", "Stone", "West")


def main(trainees: int, requests: int, classes: int, class_size: int) -> None:
    """Fill all tables in one transaction, and print what there is."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from accounts.demo import DEMO_STAFF, seed_demo_accounts
    from accounts.models import Sandbox, TrainingClass, User
    from accounts.sandbox_relations import delete_sandboxes
    from rolerequests.models import RoleRequest
    from rolerequests.qa.sandboxes import create_qa_sandbox

    call_command("migrate", verbosity=0)
    call_command("seed", stdout=sys.stderr)
    seed_demo_accounts()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")  # KB: the indexes of a million rows
    in_sandboxes = User.objects.filter(sandbox__isnull=False)
    submitted = RoleRequest.objects.submitted()
    with transaction.atomic():
        for _ in range(trainees // 1000):
            create_qa_sandbox("crowded")
        number = max(trainees - in_sandboxes.count(), 1)
        sandbox = Sandbox.objects.create(made_by_qa=True)  # such can be deleted, and everything in it
        pattern = User.objects.create_user("pattern", sandbox=sandbox)
        archived = copy(sandbox, (number + 4) // 5, is_archived="TRUE", made_by_qa="n % 2 = 0")
        users, sandboxes = create_trainees(pattern, number, classes, class_size)
        copy_requests(users, archived, pattern, requests - submitted.count())
        add_organizations()
        add_attempts(pattern, users, sandboxes, archived)
        delete_sandboxes([sandbox])
        now = User.objects.get(pk=users[0]).sandbox.now()
        Sandbox.objects.filter(made_by_qa=True).update(created_at=now - timedelta(days=2))
        create_staff_data(User.objects.get(user_id=DEMO_STAFF), number)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # autovacuum does this later; nothing does it for SQLite
    numbers = in_sandboxes.count(), TrainingClass.objects.count(), submitted.count()
    print("{:,} trainees, {:,} classes, {:,} requests".format(*numbers))


def create_trainees(pattern: Any, number: int, classes: int, class_size: int) -> tuple[range, range]:
    """Trainees with names in classes, as far as there is room. Returns the keys of users and sandboxes."""
    from accounts.models import TrainingClass
    from accounts.models.search_text import searchable

    created = TrainingClass.objects.bulk_create(
        TrainingClass(name=f"Class {each + 1:05}, new surveyors") for each in range(classes)
    )
    in_class = class_of(number, [each.pk for each in created], class_size)
    sandboxes = copy(pattern.sandbox, number, training_class_id=in_class, made_by_qa="n % 10 = 0")
    names = [" ".join(each) for each in product(FIRST_NAMES, LAST_NAMES)]
    user_id = f"'filled-' || {padded('n', 6)}"
    users = copy(
        pattern,
        number,
        user_id=user_id,
        name=one_of("n", names),
        search_text=f"{user_id} || ' ' || {one_of('n', [searchable(each) for each in names])}",
        sandbox_id=f"{sandboxes[0]} + n",
        last_login_at=f"CASE WHEN n % 8 > 0 THEN {earlier('p.created_at', 'n % 5000')} END",
    )
    return users, sandboxes


def class_of(number: int, classes: list[int], class_size: int) -> str:
    """SQL for the class of the trainee `n` of so many: the first one is large, the others are alike."""
    if len(classes) < 2:
        return str(classes[0]) if classes else "NULL"
    others = len(classes) - 1
    rest = min(number - LARGE_CLASS, others * class_size)
    return (
        f"CASE WHEN n < {LARGE_CLASS} THEN {classes[0]} "
        f"WHEN n < {LARGE_CLASS + rest} THEN {classes[1]} + (n - {LARGE_CLASS}) * {others} / {max(rest, 1)} END"
    )


def create_patterns(user: Any, requests: int) -> tuple[int, int]:
    """Give a user so many requests for each pattern, for all roles and several states, and drafts.

    Returns the keys of the first request and of the first draft.
    """
    from rolerequests.models import RequestEvent, Role, RoleRequest
    from rolerequests.models.choices import Status
    from rolerequests.models.us_states import State
    from rolerequests.qa.presets import events_for, past_request

    roles = list(Role.objects.select_related("category"))
    pairs = list(islice(product(State, roles), requests * PATTERNS))
    random.Random(1).shuffle(pairs)  # noqa: S311 - the same each time
    now = user.sandbox.now()
    patterns = [
        past_request(user, role, state, now - timedelta(hours=each), withdrawn=each % 7 == 0)
        for each, (state, role) in enumerate(pairs)
    ]
    drafts = [past_request(user, role, State.UTAH, now, withdrawn=False) for role in roles[:PATTERNS]]
    for request in patterns:
        request.for_organizations = bool(request.role.asks_organizations)
    for draft in drafts:
        draft.status, draft.submitted_at, draft.effective_at = Status.DRAFT, None, None
    created = RoleRequest.objects.bulk_create([*patterns, *drafts])
    RequestEvent.objects.bulk_create(event for each in created for event in events_for(each))
    return created[0].pk, created[len(patterns)].pk


def copy_requests(users: range, archived: range, pattern: Any, requests: int) -> None:
    """Share out so many requests, each trainee a quarter of an hour after the one before, and a draft each."""
    from django.db import connection

    from rolerequests.models import RequestEvent, RoleRequest

    share, rest = divmod(max(requests, 0), len(users))
    first, first_draft = create_patterns(pattern, share + 1)
    accounts, requests_table, events = (
        each._meta.db_table for each in (type(pattern), RoleRequest, RequestEvent)
    )
    number = f"(u.id - {users[0]})"
    started_over = f"{number} % 5 = 0 AND p.status = 'withdrawn'"
    times = [
        earlier(f"p.{name}_at", f"15 * ({len(users)} - {number})")
        for name in ("created", "submitted", "effective", "ended")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {requests_table} (sandbox_id, requester_id, category_id, role_id, state,
                surveyor_response, for_organizations, status, created_at, submitted_at, effective_at, ended_at)
            SELECT CASE WHEN {started_over} THEN {archived[0]} + {number} / 5 ELSE u.sandbox_id END,
                u.id, p.category_id, p.role_id, p.state, p.surveyor_response,
                p.for_organizations, p.status, {", ".join(times)}
            FROM {accounts} u
            JOIN {requests_table} p ON p.id % {PATTERNS} = u.id % {PATTERNS}
            WHERE p.requester_id = {pattern.pk} AND u.id BETWEEN {users[0]} AND {users[-1]}
                AND (p.id >= {first_draft} OR (p.id - {first}) / {PATTERNS} < {share}
                    OR ((p.id - {first}) / {PATTERNS} = {share} AND {number} < {rest}))
            ORDER BY u.id, p.id
            """  # noqa: S608 - names and numbers of ours
        )
        # From the requests to the few events of the patterns: in the order of the indexes.
        cursor.execute(
            f"""
            WITH patterns AS MATERIALIZED (
                SELECT p.role_id, p.state, p.status, e.id, e.transition, e.words
                FROM {requests_table} p JOIN {events} e ON e.role_request_id = p.id
                WHERE p.requester_id = {pattern.pk}
            )
            INSERT INTO {events} (role_request_id, sandbox_id, actor_id, transition, at, words)
            SELECT r.id, r.sandbox_id, r.requester_id, p.transition,
                CASE WHEN p.transition = 'withdrawn' THEN r.ended_at ELSE r.created_at END, p.words
            FROM {requests_table} r CROSS JOIN patterns p
            WHERE p.role_id = r.role_id AND p.state = r.state AND p.status = r.status
                AND r.requester_id BETWEEN {users[0]} AND {users[-1]}
            ORDER BY r.id, p.id
            """  # noqa: S608
        )


def add_organizations() -> None:
    """Let each request for a role that asks for providers name four, the next ones for the next request."""
    from django.db import connection

    from rolerequests.models import Organization, RequestedOrganization, Role, RoleRequest
    from rolerequests.models.choices import OPEN_STATUSES
    from rolerequests.models.organization_kinds import OrganizationGroup

    group = OrganizationGroup.PROVIDER.value
    models = (RequestedOrganization, RoleRequest, Role, Organization)
    named, requests, roles, organizations = (each._meta.db_table for each in models)
    statuses = ", ".join(f"'{each.value}'" for each in OPEN_STATUSES)
    size = Organization.objects.filter(group=group, is_open=True).count()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH offered AS (
                SELECT id, row_number() OVER (ORDER BY id) - 1 AS number
                FROM {organizations} WHERE "group" = '{group}' AND is_open
            ), numbers(number) AS (VALUES (0), (1), (2), (3))
            INSERT INTO {named} (role_request_id, organization_id, requester_id, sandbox_id, role_id, is_open)
            SELECT r.id, o.id, r.requester_id, r.sandbox_id, r.role_id, r.status IN ({statuses})
            FROM {requests} r
            JOIN {roles} l ON l.id = r.role_id AND l.asks_organizations = '{group}'
            CROSS JOIN numbers n
            JOIN offered o ON o.number = (4 * r.id + n.number) % {size}
            WHERE r.for_organizations AND r.submitted_at IS NOT NULL
            """  # noqa: S608 - names and values of ours
        )


def add_attempts(pattern: Any, users: range, sandboxes: range, archived: range) -> None:
    """Give each trainee an attempt, and those who have started over one more, a quarter of an hour apart."""
    from training.models import Attempt, Exercise, Level, Outcome

    exercises = list(Exercise.objects.values_list("pk", flat=True))
    attempt = {"trainee": pattern, "exercise_id": exercises[0], "version": 1, "job_aid_version": "1.0"}
    one = Attempt.objects.create(
        **attempt, sandbox=pattern.sandbox, level=Level.TRY, began_at=pattern.sandbox.now()
    )
    number = 0
    for these, step in ((archived, 5), (sandboxes, 1)):
        kind = f"(n + {number})"
        minutes = f"15 * ({len(archived) + len(sandboxes)} - {kind})"
        copy(
            one,
            len(these),
            trainee_id=f"{users[0]} + {step} * n",
            exercise_id=one_of(kind, exercises),
            level=one_of(kind, Level.values),
            sandbox_id=f"{these[0]} + n",
            began_at=earlier("p.began_at", minutes),
            ended_at=f"CASE WHEN {kind} % 4 > 0 THEN {earlier('p.began_at', f'{minutes} - 5')} END",
            outcome=one_of(kind, ["", Outcome.FITS, Outcome.DIFFERS, Outcome.FITS]),
        )
        number += len(these)


def create_staff_data(admin: Any, number: int) -> None:
    """An entry of the audit log and a session for each trainee; every hundredth entry is an import of ten."""
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from accounts.models import AuditEntry, TrainingClass
    from rolerequests.models import Role

    now = timezone.now()
    change = {"field": "name", "before": "Name 1", "after": "Name 2"}
    author = {"actor": admin, "actor_name": admin.user_id}
    edit = AuditEntry.objects.create(at=now, changes=[change], object_name="Object", **author)
    types = [ContentType.objects.get_for_model(each).pk for each in (TrainingClass, Role)]

    def about(each: str) -> dict[str, str]:
        name = f"'Object ' || {padded(each, 6)}"
        return {
            "at": earlier("p.at", f"15 * ({number} - {each})"),
            "action": one_of(each, ("changed", "trainees added", "passwords reset")),
            "content_type_id": one_of(each, types),
            "object_id": f"CAST({each} % 1000 + 1 AS text)",
            "object_name": name,
            "search_text": f"lower({name}) || ' {admin.user_id}'",
        }

    entries = copy(edit, number, **about("n"))
    copy(edit, number // 100 * 10, parent_id=f"{entries[0]} + n / 10 * 100", **about("(n / 10 * 100)"))
    name = "Import of the catalog"
    imported = {"action": "imported", "content_type": None, "object_id": "", "object_name": name}
    found = f"{name.lower()} {admin.user_id}"
    AuditEntry.objects.filter(pk__in=entries[::100]).update(**imported, search_text=found, changes=[])
    edit.delete()
    session = Session.objects.create(session_key="pattern", session_data="x" * 200, expire_date=now)
    key = f"'filled' || {padded('n', 12)}"
    copy(session, number, session_key=key, expire_date=earlier("p.expire_date", f"{number // 2} - n"))
    session.delete()


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:5]))
