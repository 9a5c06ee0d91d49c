"""Fill a new or seeded database like that of a large site: `python -m tests.bench.fill TRAINEES REQUESTS`.

Each trainee has REQUESTS submitted requests with their events, and a draft; every fifth has started over. A
request for a role of a provider names four organizations. Most trainees are in classes, one of them large. Each sandbox is an attempt at an
exercise. Every tenth sandbox is an old one of QA, some of them crowded, so that each call of the QA API removes some. The
audit log and the sessions have as many rows as there are trainees.
"""

import random
import sys
from datetime import timedelta
from itertools import islice, product
from typing import Any

import django

PATTERNS = 10  # as many trainees have different requests
CLASS_SIZE = 30
LARGE_CLASS = 200  # the first one, if there are enough trainees
BATCH = 5000
FIRST_NAMES = ("Ann", "Bob", "Cid", "Dee", "Eva", "Łukasz", "Mia", "Øystein", "Zoë", "Yan")
LAST_NAMES = ("Fox", "Lee", "Poe", "Żak", "Young", "Moss", "Hill", "Ortiz", "Reed", "Stone", "West")
# A time that many minutes ago.
EARLIER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', {time}, '-' || ({minutes}) || ' minutes')",
    "postgresql": "{time} - ({minutes}) * interval '1 minute'",
}


def main(trainees: int, requests: int) -> None:
    """Fill all tables in one transaction. The many rows of requests and events are copies of a few."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from accounts.demo import DEMO_STAFF, seed_demo_accounts
    from accounts.models import Sandbox, User
    from rolerequests.qa.sandboxes import create_qa_sandbox

    call_command("migrate", verbosity=0)
    call_command("seed", stdout=sys.stderr)
    seed_demo_accounts()
    with transaction.atomic():
        for _ in range(trainees // 1000):
            create_qa_sandbox("crowded")
        archived = Sandbox.objects.bulk_create(
            (Sandbox(is_archived=True, made_by_qa=is_qa(each)) for each in range(0, trainees, 5)),
            batch_size=BATCH,
        )
        users = create_trainees(trainees)
        copy_requests(users, archived, create_patterns(requests))
        add_organizations()
        add_attempts(users, archived)
        Sandbox.objects.filter(made_by_qa=True).update(created_at=users[0].sandbox.now() - timedelta(days=2))
        create_staff_data(User.objects.get(user_id=DEMO_STAFF), users)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # autovacuum does this later; nothing does it for SQLite


def class_of(trainee: int, trainees: int) -> int:
    """The number of the class of a trainee, from 0."""
    return 0 if trainee < LARGE_CLASS < trainees // 10 else trainee // CLASS_SIZE


def is_qa(number: int) -> bool:
    """Whether QA made the sandboxes of this trainee."""
    return number % 10 == 0


def create_trainees(number: int) -> list[Any]:
    """Trainees with names, three of five in classes."""
    from accounts.models import Sandbox, TrainingClass, User

    in_classes = number * 3 // 5
    classes = TrainingClass.objects.bulk_create(
        TrainingClass(name=f"Class {each + 1:05}, new surveyors")
        for each in range(0, in_classes // CLASS_SIZE)
    )
    sandboxes = Sandbox.objects.bulk_create(
        (
            Sandbox(
                made_by_qa=is_qa(each),
                training_class=classes[class_of(each, number)]
                if class_of(each, number) < len(classes)
                else None,
            )
            for each in range(number)
        ),
        batch_size=BATCH,
    )
    names = [" ".join(each) for each in product(FIRST_NAMES, LAST_NAMES)]
    return User.objects.bulk_create(
        (
            User(user_id=f"filled-{each:06}", name=names[each % len(names)], sandbox=sandbox)
            for each, sandbox in enumerate(sandboxes)
        ),
        batch_size=BATCH,
    )


def create_patterns(requests: int) -> Any:
    """A trainee with a draft and with requests for all roles and several states, for others to copy."""
    from accounts.models import User
    from rolerequests.models import RequestEvent, Role, RoleRequest
    from rolerequests.models.choices import Status
    from rolerequests.models.us_states import State
    from rolerequests.qa.presets import events_for, past_request

    user = User.objects.create_user("pattern")
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
    return user


def copy_requests(users: list[Any], archived: list[Any], pattern: Any) -> None:
    """Give each of these users the requests of a pattern, a quarter of an hour after the user before."""
    from django.db import connection

    from rolerequests.models import RequestEvent, RoleRequest

    accounts, requests, events = (each._meta.db_table for each in (type(pattern), RoleRequest, RequestEvent))
    number = f"(u.id - {users[0].pk})"
    started_over = f"{number} % 5 = 0 AND p.status = 'withdrawn'"
    minutes = f"15 * ({len(users)} - {number})"
    times = [
        EARLIER[connection.vendor].format(time=f"p.{name}_at", minutes=minutes)
        for name in ("created", "submitted", "effective", "ended")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {requests} (sandbox_id, requester_id, category_id, role_id, state, surveyor_response,
                for_organizations, status, created_at, submitted_at, effective_at, ended_at)
            SELECT CASE WHEN {started_over} THEN {archived[0].pk} + {number} / 5 ELSE u.sandbox_id END,
                u.id, p.category_id, p.role_id, p.state, p.surveyor_response,
                p.for_organizations, p.status, {", ".join(times)}
            FROM {accounts} u
            JOIN {requests} p ON p.id % {PATTERNS} = u.id % {PATTERNS}
            WHERE p.requester_id = {pattern.pk} AND u.id BETWEEN {users[0].pk} AND {users[-1].pk}
            ORDER BY u.id, p.id
            """  # noqa: S608 - names and numbers of ours
        )
        cursor.execute(
            f"""
            INSERT INTO {events} (role_request_id, sandbox_id, actor_id, transition, at, words)
            SELECT r.id, r.sandbox_id, r.requester_id, e.transition,
                CASE WHEN e.transition = 'withdrawn' THEN r.ended_at ELSE r.created_at END, e.words
            FROM {requests} p
            JOIN {events} e ON e.role_request_id = p.id
            JOIN {requests} r ON r.role_id = p.role_id AND r.state = p.state AND r.status = p.status
            WHERE p.requester_id = {pattern.pk} AND r.requester_id <> p.requester_id
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


def add_attempts(users: list[Any], archived: list[Any]) -> None:
    """Give each trainee an attempt, and those who have started over one more, a quarter of an hour apart."""
    from training.models import Attempt, Exercise, Level, Outcome

    exercises = list(Exercise.objects.all())
    now = users[0].sandbox.now()
    earlier = list(zip(users[::5], archived, strict=True))
    pairs = [*earlier, *((user, user.sandbox) for user in users)]

    def attempt(number: int, user: Any, sandbox: Any) -> Attempt:
        began_at = now - timedelta(minutes=15 * (len(pairs) - number))
        outcome = ("", Outcome.FITS, Outcome.DIFFERS, Outcome.FITS)[number % 4]
        return Attempt(
            trainee=user,
            exercise=exercises[number % len(exercises)],
            version=1,
            level=Level.values[number % len(Level.values)],
            sandbox=sandbox,
            began_at=began_at,
            ended_at=began_at + timedelta(minutes=5) if outcome else None,
            outcome=outcome,
            job_aid_version="1.0",
        )

    Attempt.objects.bulk_create(
        (attempt(number, *pair) for number, pair in enumerate(pairs)), batch_size=BATCH
    )


def create_staff_data(admin: Any, users: list[Any]) -> None:
    """An entry of the audit log and a session for each trainee; every hundredth entry is an import of ten."""
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from accounts.models import AuditEntry, TrainingClass
    from rolerequests.models import Role

    now = timezone.now()
    types = [ContentType.objects.get_for_model(each) for each in (TrainingClass, Role)]

    def entry(number: int, parent: AuditEntry | None = None) -> AuditEntry:
        at = now - timedelta(minutes=15 * (len(users) - number))
        change = {"field": "name", "before": f"Name {number}", "after": f"Name {number + 1}"}
        author = {"actor": admin, "actor_name": admin.user_id}
        if number % 100 == 0 and parent is None:
            return AuditEntry(at=at, action="imported", object_name="Import of the catalog", **author)
        return AuditEntry(
            at=at,
            action=("changed", "trainees added", "passwords reset")[number % 3],
            content_type=types[number % 2],
            object_id=str(number % 1000 + 1),
            object_name=f"Object {number:06}",
            changes=[change],
            parent=parent,
            **author,
        )

    numbers = range(len(users))
    entries = AuditEntry.objects.bulk_create(map(entry, numbers), batch_size=BATCH)
    AuditEntry.objects.bulk_create(
        (entry(each, parent) for parent in entries[::100] for each in range(10)), batch_size=BATCH
    )
    Session.objects.bulk_create(
        (
            Session(
                session_key=f"filled{each:026}",
                session_data="x" * 200,
                expire_date=now + timedelta(minutes=each - len(users) // 2),
            )
            for each in numbers
        ),
        batch_size=BATCH,
    )


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:3]))
