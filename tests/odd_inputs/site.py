"""The site with rows of each kind, who opens which address, and how a request is sent and undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client

from rolerequests.models import Organization, Role
from rolerequests.qa.views import url_patterns
from tests.access import NOBODY, OWNER, SUPERUSER, Examples, persons, routes
from tests.factories import DraftFactory
from tests.faults.ledger import found_wrong
from tests.odd_inputs.forms import Form, forms_of
from tests.odd_inputs.values import Pairs
from tests.rolerequests.qa.conftest import TOKEN

PEOPLE = (NOBODY, OWNER, "Catalog editor", "Training lead", SUPERUSER)
PROGRAM = "QA API"
FORM = "application/x-www-form-urlencoded"
WRITES = ("INSERT", "UPDATE", "DELETE")
# What may change though nothing was saved: sessions, who tried to log in, and which page a trainee sees (decision 49).
ASIDE = ("django_session", "axes_", "sqlite_sequence")
ASIDE_COLUMNS = {"at_page", "at_page_since"}
FILES = (
    "/admin/rolerequests/usercategory/export/categories.json",
    "/admin/rolerequests/usercategory/export/roles.json",
    "/admin/rolerequests/organization/export/organizations.csv",
    "/admin/training/exercise/export/exercises.json",
)

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Place:
    """An address as a person opens it; `route` is that of the URL map."""

    person: str
    route: str
    address: str


@dataclass
class Site:
    """The places, a client for each person, and the forms of the places."""

    places: list[Place]
    clients: dict[str, Client]
    files: list[bytes]
    base: Rows  # before anything is sent
    forms: dict[Place, list[Form]] = field(default_factory=dict)

    def forms_at(self, place: Place) -> list[Form]:
        """The forms that a person sees there. Without any, one without fields that goes there."""
        if place not in self.forms:
            with undone(), self.cookies_kept(place.person):
                found = forms_in(self.clients[place.person].get(place.address))
            self.forms[place] = found or [Form("POST", place.address)]
        return self.forms[place]

    @contextmanager
    def cookies_kept(self, person: str) -> Iterator[None]:
        client = self.clients[person]
        cookies = SimpleCookie(client.cookies)
        try:
            yield
        finally:
            client.cookies = cookies

    @staticmethod
    def send(client: Client, form: Form, pairs: Pairs, *, multipart: bool = False) -> Any:
        """Send a form as a browser does, and return the response."""
        if form.method == "GET":
            texts = [(name, value) for name, value in pairs if isinstance(value, str)]
            return client.get(f"{form.address.partition('?')[0]}?{urlencode(texts, errors='surrogatepass')}")
        if multipart or any(isinstance(value, bytes) for _, value in pairs):
            kind = "multipart/form-data; boundary=odd"
            return client.generic("POST", form.address, as_multipart(pairs), content_type=kind)
        body = urlencode(pairs, errors="surrogatepass")
        return client.generic("POST", form.address, body, content_type=FORM)


def new_site() -> Site:
    """Rows of each kind, and all addresses of the URL map for each person."""
    examples = Examples()
    clients = {name: client for name, client in persons(examples).items() if name in PEOPLE}
    clients[PROGRAM] = Client(headers={"authorization": f"Bearer {TOKEN}"})
    security_official = Role.objects.get_by_natural_key("provider", "security-official")
    organizations = list(Organization.objects.filter(group=security_official.asks_organizations)[:2])
    draft = DraftFactory(requester=examples.owner, role=security_official, organizations=organizations)
    more = [
        *(
            f"/role-requests/{draft.pk}/organizations/{page}"
            for page in ("", "search/", "several/", "remove/")
        ),
        f"/role-requests/{draft.pk}/role/",
    ]
    places = [
        Place(person, route, address)
        for route in routes()
        for _, address in examples.of(route)
        for person in PEOPLE
        if person not in (NOBODY, OWNER) or not route.startswith("admin/")  # only led to the log-in page
    ]
    places += [Place(OWNER, "role-requests/<int:pk>/", address) for address in more]
    places += [
        Place(PROGRAM, route, address)
        for route in routes(url_patterns())
        for _, address in examples.of(route)
    ]
    files = [b"".join(clients[SUPERUSER].get(address)) for address in FILES]
    return Site(places, clients, files, rows())


def forms_in(response: Any) -> list[Form]:
    """The forms of a response, if it is a page."""
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return []
    return forms_of(response.request["PATH_INFO"], response.content.decode())


def as_multipart(pairs: Pairs) -> bytes:
    parts = []
    for name, value in pairs:
        quoted = name.encode(errors="surrogatepass").replace(b'"', b"%22")
        file = b'; filename="odd.json"' if isinstance(value, bytes) else b""
        content = value if isinstance(value, bytes) else value.encode(errors="surrogatepass")
        parts.append(
            b'--odd\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (quoted, file, content)
        )
    return b"".join(parts) + b"--odd--\r\n"


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the database what happens within the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Writes:
    """Notes within a block whether a statement writes to a table that counts."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, *context: Any) -> Any:
        is_aside = any(f'"{name}' in sql.partition("WHERE")[0] for name in (*ASIDE, "at_page_since"))
        if sql.startswith(WRITES) and not is_aside:
            self.statements.append(sql)
        return execute(sql, *context)


def rows() -> Rows:
    """The rows of all tables that count."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(ASIDE):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our own tables
                counted = [
                    place for place, each in enumerate(cursor.description) if each[0] not in ASIDE_COLUMNS
                ]
                found[table] = [tuple(row[place] for place in counted) for row in cursor.fetchall()]
    return found


def difference(before: Rows, after: Rows) -> dict[str, list[str]]:
    """The rows that are new, changed or gone, by table."""
    changed = {name: set(map(repr, before[name])) ^ set(map(repr, after[name])) for name in before}
    return {name: sorted(each) for name, each in changed.items() if each}


def check_whole(before: Rows) -> None:
    """Constraints hold, each request is as its events say, and each change of a request has its event."""
    connection.check_constraints()
    wrong = found_wrong(set(), set())
    assert not any(wrong.values()), wrong
    changed = difference(before, rows())
    if "rolerequests_rolerequest" in changed:
        assert "rolerequests_requestevent" in changed, f"changed without an event: {changed}"
