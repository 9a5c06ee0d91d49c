"""Fill a migrated and seeded database like that of a large site: `python -m tests.bench.fill SANDBOXES`.

Each sandbox has a trainee with a pending request and its events. Every tenth is an old QA sandbox, some of them
crowded, so that each call of the QA API removes some.
"""

import sys
from datetime import timedelta

import django


def main(sandboxes: int) -> None:
    """Create all rows of a model at a time."""
    from django.db import connection, transaction

    from accounts.models import Sandbox, User
    from rolerequests.models import RequestEvent, Role, RoleRequest
    from rolerequests.models.us_states import State
    from rolerequests.qa.presets import PRESETS, events_for, past_request

    role = Role.objects.select_related("category").get_by_natural_key("state-agency", "general-user")
    with transaction.atomic():
        created = Sandbox.objects.bulk_create(
            (Sandbox(made_by_qa=number % 10 == 0) for number in range(sandboxes)), batch_size=5000
        )
        users = User.objects.bulk_create(
            (User(user_id=f"filled-{number}", sandbox=sandbox) for number, sandbox in enumerate(created)),
            batch_size=5000,
        )
        now = created[0].now()
        requests = RoleRequest.objects.bulk_create(
            (past_request(user, role, State.OHIO, now, withdrawn=False) for user in users),
            batch_size=5000,
        )
        events = (event for request in requests for event in events_for(request))
        RequestEvent.objects.bulk_create(events, batch_size=5000)
        for user in users[:1000:10]:
            PRESETS["crowded"](user)
        Sandbox.objects.filter(made_by_qa=True).update(created_at=now - timedelta(days=2))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # autovacuum does this later


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
