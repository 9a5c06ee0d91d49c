"""Who may do what: the status of each address for each person and method, as docs/access.md lists it.

The addresses are those of the URL map. Each request is sent without content, as the person, and undone.
"""

import logging
import re
from collections import defaultdict
from contextlib import contextmanager
from copy import copy
from http.cookies import SimpleCookie
from pathlib import Path
from unittest.mock import patch

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver

from accounts.audit_log import record_changes
from accounts.backends import AccountBackend
from accounts.models import Sandbox, User
from accounts.snapshots import snapshot
from iqies_roles.single_sign_on import SingleSignOn
from rolerequests.models import Organization, Role
from rolerequests.qa.views import url_patterns
from tests.factories import DraftFactory, PendingRequestFactory, TrainingClassFactory, UserFactory
from tests.helpers import client_of
from tests.training.practice.attempts import attempt_of

FILE = Path(__file__).parent.parent / "docs" / "access.md"
BEGIN = "<!-- tests/renew_access.py writes what follows -->\n"

Table = dict[str, dict[str, dict[str, str]]]  # address, method, person: status
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
NOBODY, OTHER, OWNER, SUPERUSER = "Nobody", "Other trainee", "Owner", "Superuser"
SSO_PERSONS = ("Switched off", NOBODY, OWNER, SUPERUSER)
QA_PERSONS = ("Switched off", "Without the token", "With the token")
LOG_IN = "log in"  # instead of the status of a redirect to the log-in page
NO_EXAMPLE = "{} has a placeholder without an example. Add one to Examples in tests/access.py."


def routes(patterns=None, prefix=""):
    """All routes of the URL map, in its order, each once."""
    found: dict[str, None] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= dict.fromkeys(routes(pattern.url_patterns, route))
        else:
            found[route] = None
    return list(found)


class Examples:
    """One object for each placeholder of a route. They belong to `owner`, a trainee in a class."""

    def __init__(self):
        self.owner, self.superuser = UserFactory(user_id="owner"), UserFactory(superuser=True)
        training_class = TrainingClassFactory()
        Sandbox.objects.filter(pk=self.owner.sandbox_id).update(training_class=training_class)
        role = Role.objects.get_by_natural_key("state-agency", "general-user")
        pending = PendingRequestFactory(
            requester=self.owner, role=Role.objects.get_by_natural_key("cms", "general-user")
        )
        attempt = attempt_of(self.owner)
        # By the beginning of a route; the last one that fits counts.
        self.objects = {
            "": {},
            "role-requests/": {"": DraftFactory(requester=self.owner, role=role)},
            "role-requests/<int:pk>/withdraw/": {"": pending},
            "practice/attempts/": {"": attempt},
            "admin/accounts/auditentry/": {"": entry_about(training_class)},
            "admin/accounts/user/": {
                " of a trainee": self.owner,
                " of staff without a group": UserFactory(staff=True),
                " of a superuser": self.superuser,
            },
            "admin/auth/group/": {"": Group.objects.get(name="Training lead")},
            "admin/rolerequests/usercategory/": {"": role.category},
            "admin/rolerequests/role/": {"": role},
            "admin/rolerequests/organization/": {"": Organization.objects.first()},
            "admin/accounts/sandbox/": {"": self.owner.sandbox},
            "admin/rolerequests/rolerequest/": {"": pending},
            "admin/training/attempt/": {"": attempt},
            "admin/training/exercise/": {"": attempt.exercise},
            "admin/accounts/trainingclass/": {"": training_class},
        }
        self.words = {
            "<step:slug>": "category",
            "exercises/<slug:slug>": f"exercises/{attempt.exercise.slug}",
            "<slug:name>.json": "categories.json",
            "<slug:action>": "unlock",
            "<int:trainee>": str(self.owner.pk),
            "<path:content_type_id>/<path:object_id>": f"{ContentType.objects.get_for_model(User).pk}/1",
            "^(?P<app_label>accounts|auth|rolerequests|training)/$": "accounts/",
            "(?P<url>.*)$": "nowhere",
            "<str:user_id>": "owner",
            "^qa(?:/.*)?$": "qa/nowhere",
        }

    def of(self, route):
        """Addresses of a route, with what the table calls them. Raises LookupError without an example."""
        address = route
        for placeholder, word in self.words.items():
            address = address.replace(placeholder, word)
        key = re.search(r"<(int:pk|path:object_id|id)>", address)
        objects = [found for beginning, found in self.objects.items() if route.startswith(beginning)][-1]
        for words, each in objects.items() if key else [("", None)]:
            found = address.replace(key[0], str(each.pk)) if key else address
            if re.search(r"[<(^$]", found):
                raise LookupError(NO_EXAMPLE.format(route))
            shown = "/" + route.replace("^", "").removesuffix("$").replace("|", r"\|")
            yield f"`{shown}`{words}", f"/{found}"


def entry_about(training_class):
    """The entry of the audit log about a class with another name."""
    before = snapshot(training_class)
    training_class.name += " renamed"
    training_class.save()
    return record_changes(None, training_class, before)


def staff_in(group):
    user = UserFactory(staff=True)
    user.groups.add(group)
    return user


def persons(examples):
    """The clients of the persons, by their names in the table."""
    lead, editor = (Group.objects.get(name=name) for name in ("Training lead", "Catalog editor"))
    managers = Group.objects.create(name="User managers")
    managers.permissions.set(Permission.objects.filter(content_type__model__in=["user", "group"]))
    return {
        NOBODY: Client(),
        OTHER: client_of(UserFactory()),
        OWNER: client_of(examples.owner),
        "Staff without a group": client_of(UserFactory(staff=True)),
        "Catalog editor": client_of(staff_in(editor)),
        "Training lead": client_of(staff_in(lead)),
        "User manager": client_of(staff_in(managers)),
        SUPERUSER: client_of(examples.superuser),
    }


@contextmanager
def quickly():
    """Leave out what takes most of the time, and on which no status depends.

    That is templates, the log, in which a refusal has its traceback, and reading each person again.
    """
    known = {user.pk: user for user in User.objects.with_class()}
    for user in known.values():
        user.get_all_permissions()  # keeps them
    logging.disable(logging.ERROR)
    try:
        with (
            patch.object(Template, "render", lambda *args: ""),
            patch.object(AccountBackend, "get_user", lambda backend, pk: copy(known[int(pk)])),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)


def status_of(client, method, address):
    """The status of a request without content, which is undone; LOG_IN for a redirect to the log-in page."""
    cookies = SimpleCookie(client.cookies)
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        response.close()
        transaction.set_rollback(True)
    client.cookies = cookies
    to_login = response.headers.get("Location", "").partition("?")[0] in ("/login/", "/admin/login/")
    return LOG_IN if to_login and address != "/logout/" else str(response.status_code)


def measured(examples, is_asked=lambda *cell: True, part=lambda route: True):
    """The table as {address: {method: {person: status}}}, of the cells that are asked for."""
    found: Table = defaultdict(dict)
    clients = persons(examples)
    with quickly():
        for route in filter(part, routes()):
            for words, address in examples.of(route):
                for method in METHODS:
                    found[words][method] = {
                        person: status_of(client, method, address)
                        for person, client in clients.items()
                        if is_asked(words, method, person)
                    }
    return found


def measured_sso(examples):
    """The same of single sign-on, for SSO_PERSONS, with a provider that is away."""
    from accounts.single_sign_on.urls import urlpatterns
    from tests.accounts.single_sign_on import urls

    clients = [Client(), client_of(examples.owner), client_of(examples.superuser)]
    away = SingleSignOn("http://localhost:1", "", "", "groups", {}, "", "openid")
    switched_on = {"SSO": away, "ROOT_URLCONF": urls.__name__}
    found: Table = defaultdict(dict)
    with quickly():
        for route in routes(urlpatterns):
            for method in METHODS:
                off = status_of(Client(), method, f"/{route}")
                with override_settings(**switched_on):
                    on = [status_of(client, method, f"/{route}") for client in clients]
                found[f"`/{route}`"][method] = dict(zip(SSO_PERSONS, [off, *on], strict=True))
    return found


def measured_qa(examples):
    """The same of the QA API, for QA_PERSONS."""
    from tests.rolerequests.qa import urls
    from tests.rolerequests.qa.conftest import TOKEN

    with_token = Client(headers={"authorization": f"Bearer {TOKEN}"})
    switched_on = {"QA_API": True, "QA_API_TOKEN": TOKEN, "ROOT_URLCONF": urls.__name__}
    found: Table = defaultdict(dict)
    with quickly():
        for route in routes(url_patterns()):
            for words, address in examples.of(route):
                for method in METHODS:
                    off = status_of(with_token, method, address)
                    with override_settings(**switched_on):
                        on = [status_of(client, method, address) for client in (Client(), with_token)]
                    found[words][method] = dict(zip(QA_PERSONS, [off, *on], strict=True))
    return found


def as_markdown(table):
    """A table of the docs. Methods with the same statuses share a row."""
    header = ["Address", "Methods", *next(iter(table.values()))["GET"]]
    rows = [header, ["---"] * len(header)]
    for address, by_method in table.items():
        methods = defaultdict(list)
        for method, statuses in by_method.items():
            methods[tuple(statuses.values())].append(method)
        rows += [[address, " ".join(names), *statuses] for statuses, names in methods.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def documented():
    """Both tables of the docs as one, as `measured` returns them."""
    found: Table = defaultdict(dict)
    header = []
    for line in FILE.read_text().partition(BEGIN)[2].splitlines():
        cells = re.split(r" (?<!\\)\| ", line.removeprefix("| ").removesuffix(" |"))
        if cells[0] == "Address":
            header = cells[2:]
        elif len(cells) > 2 and cells[0] != "---":
            for method in cells[1].split():
                found[cells[0]][method] = dict(zip(header, cells[2:], strict=True))
    return found
