"""The presets that the QA API offers: those of a trainee's sandbox, and accounts of other kinds.

Add one with `@api_preset("its name")`. Its arguments after request and sandbox are fields of `fields.py`.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse

from accounts import lockout
from accounts.models import Credentials, Sandbox, User
from accounts.passwords import hash_generated, new_password
from accounts.views import show_new_account
from rolerequests.qa.presets import PRESETS, Builder


def log_in(request: HttpRequest, user: User) -> None:
    """Log in within a new session."""
    login(request, user, "accounts.backends.AccountBackend")


@dataclass(frozen=True)
class Created:
    """What a preset has created: an account, and the path where a tester would start.

    `begin` fills the session of the browser state.
    """

    user: User
    path: str
    password: str = ""
    trainees: Sequence[User] = field(default_factory=list)
    begin: Callable[[HttpRequest, User], None] = log_in


Create = Callable[..., Created]  # takes the request, a new sandbox, and fields


@dataclass(frozen=True)
class ApiPreset:
    """A preset of the QA API. `fields` are those that it takes."""

    about: str
    fields: tuple[str, ...]
    create: Create


API_PRESETS: dict[str, ApiPreset] = {}


def arguments_of(function: Callable[..., Any], after: int) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)[after:]


def api_preset(name: str) -> Callable[[Create], Create]:
    """Decorator: register a function under this name."""

    def register(create: Create) -> Create:
        about = inspect.cleandoc(create.__doc__ or "")
        API_PRESETS[name] = ApiPreset(about, ("preset", *arguments_of(create, 2), "now"), create)
        return create

    return register


def trainee_in(sandbox: Sandbox) -> User:
    """A new trainee without a password."""
    return User.objects.create_user(User.objects.free_user_id(), sandbox=sandbox)


def for_trainee(build: Builder) -> Create:
    """A preset of the QA API from one of a sandbox: its trainee is logged in."""

    def create(request: HttpRequest, sandbox: Sandbox, **fields: Any) -> Created:
        user = trainee_in(sandbox)
        return Created(user, build(user, **fields))

    return create


for name, build in PRESETS.items():
    about = inspect.cleandoc(build.__doc__ or "")
    API_PRESETS[name] = ApiPreset(about, ("preset", *arguments_of(build, 1), "now"), for_trainee(build))


def with_password(sandbox: Sandbox) -> tuple[User, Credentials]:
    """A practice account that has not logged in yet, as the login page creates it."""
    credentials = Credentials(User.objects.free_user_id(), new_password())
    hashed = hash_generated(credentials.password)
    return User.objects.create(user_id=credentials.user_id, password=hashed, sandbox=sandbox), credentials


@api_preset("new account")
def new_account(request: HttpRequest, sandbox: Sandbox) -> Created:
    """A practice account that was just created: the login page shows its password for half an hour."""
    user, credentials = with_password(sandbox)

    def begin(new: HttpRequest, user: User) -> None:
        show_new_account(new, credentials)

    return Created(user, reverse("login"), credentials.password, begin=begin)


@api_preset("locked account")
def locked_account(request: HttpRequest, sandbox: Sandbox) -> Created:
    """A practice account with a password, locked by wrong ones from the address of this call."""
    user, credentials = with_password(sandbox)
    lockout.lock(request, user)
    return Created(user, reverse("login"), credentials.password, begin=lambda new, user: None)
