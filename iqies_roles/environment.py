"""Reads settings from the environment. A wrong value stops the program with one sentence."""

import contextlib
import io
import ipaddress
import re
import warnings
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
HOST_NAME = re.compile(r"\*|\.?[A-Za-z0-9_-][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\]")

SITE_ADDRESS = re.compile(r"https?://[A-Za-z0-9_.-]+(:\d{1,5})?|https?://\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class Environment(environ.FileAwareEnv):  # type: ignore[misc] # it ships no types
    """Stricter than the library. All errors are ImproperlyConfigured."""

    def get_value(self, var: str, cast: Any = None, default: Any = "", parse_default: bool = False) -> Any:
        """The value, or the content of the file that `…_FILE` names. A blank value is not set.

        The library would take a value that begins with `$` for the name of another variable.
        """
        try:
            value = self.ENVIRON.get(var, "").removeprefix("\ufeff").strip()
        except (OSError, UnicodeError) as error:
            raise ImproperlyConfigured(f"The file in {var}_FILE cannot be read ({why(error)}).") from error
        return self.parse_value(value, cast) if value else default

    def switch(self, var: str, default: bool) -> bool:
        """Whether it is on.

        Other words than those of ON and OFF are an error: a typing error may mean either.
        """
        word = self.str(var, default="").lower()
        if word and word not in ON + OFF:
            raise ImproperlyConfigured(f"{var} must be 1 (on) or 0 (off), not {word}.")
        return word in ON if word else default

    def number(self, var: str, default: int, least: int, most: int) -> int:
        """A whole number, at least `least` and at most `most`."""
        word = self.str(var, default="") or str(default)
        if not (word.isdecimal() and len(word) < 10 and least <= int(word) <= most):
            raise ImproperlyConfigured(f"{var} must be a whole number from {least} to {most}, not {word}.")
        return int(word)

    def folder(self, var: str, otherwise: Path) -> Path:
        """A folder that exists; `otherwise` if the variable is not set."""
        name = self.str(var, default="")
        if name and not (name.startswith("/") and Path(name).is_dir()):
            raise ImproperlyConfigured(f"{var} must be the path of a folder that exists, not {name}.")
        return Path(name) if name else otherwise

    def host_names(self, var: str) -> list[str]:
        """Host names as Django's ALLOWED_HOSTS has them, without scheme and port."""
        names = [
            name.strip().rstrip(".") for name in self.list(var, default=[])
        ]  # Django ignores a final dot
        names = [name for name in names if name]
        for name in names:
            if not HOST_NAME.fullmatch(name):
                raise ImproperlyConfigured(
                    f"{var} must be host names with commas, without https:// and port, not {name}: "
                    f"try {likely_host(name)}."
                )
        return names

    def site_address(self, var: str) -> str:
        """An address such as https://simulator.example.org/, with a slash at its end; '' if it is not set."""
        address = self.str(var, default="").rstrip("/")
        if address and not SITE_ADDRESS.fullmatch(address):
            raise ImproperlyConfigured(
                f"{var} must be the address of the simulator, such as https://simulator.example.org, "
                f"not {address}."
            )
        return f"{address}/" if address else ""

    def database(self, url: str, folder: Path) -> dict[str, Any]:
        """Django's settings of the database at this URL. No error shows the URL: it has a password.

        The file of a relative SQLite URL is in `folder`.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the only one of the library shows the URL
            try:
                database: dict[str, Any] = self.db_url_config(url)
            except (ValueError, UserWarning):
                database = {}
        engine, name = database.get("ENGINE"), str(database.get("NAME") or "")
        if not name or engine not in (SQLITE, POSTGRESQL) or is_cut_short(url, engine):
            raise ImproperlyConfigured(
                "DATABASE_URL must be the URL of a database, such as "
                "postgres://user:password@host:5432/name or sqlite:////srv/simulator/trainer.sqlite3 "
                "(see .env.example). In a user name, password or path, write ? as %3F, # as %23 and % as "
                "%25, and in a password / as %2F."
            )
        if engine == SQLITE and name != ":memory:":
            database["NAME"] = str(folder / name)
        return database

    def read_file(self, name: str, otherwise: Path) -> None:
        """Read the file of this name. Without a name, read `otherwise` if that file exists."""
        file = Path(name or otherwise)
        if not name and not file.exists():
            return
        try:
            text = file.read_text(encoding="utf-8-sig")  # editors of Windows write a byte order mark
        except (OSError, ValueError) as error:
            raise ImproperlyConfigured(
                f"The file {file} cannot be read ({why(error)}): fix it, or set ENV_FILE to another file."
            ) from error
        for number, line in enumerate(text.splitlines(), start=1):
            if not re.match(r"\s*(#|$)|(export )?\w+=", line) or "\0" in line:
                raise ImproperlyConfigured(
                    f"Line {number} of {file} must be NAME=value, as text and without spaces at =."
                )
        self.read_env(io.StringIO(text))


def why(error: Exception) -> str:
    """Why a file cannot be read."""
    return error.strerror or "" if isinstance(error, OSError) else "it is not UTF-8 text"


def likely_host(text: str) -> str:
    """The host names that somebody means who writes a URL, another separator or the like."""
    names = []
    for word in re.split(r"[\s;,]+", text.strip("\"'")):
        host = re.sub(r"^[a-z]+://|^.*@|[/?#].*$", "", word, flags=re.IGNORECASE)
        try:
            host = f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            host = re.sub(r":\d*$|^\*(?=\.)", "", host)
        with contextlib.suppress(UnicodeError):
            host = host.encode("idna").decode()
        names.append(host)
    if all(HOST_NAME.fullmatch(name) for name in names):
        return ",".join(names)
    return "simulator.example.org"


def is_cut_short(url: str, engine: str) -> bool:
    """Whether a part of the URL would be lost, or shown as the name of the database.

    In SQLite's, ? and # end the path. In PostgreSQL's, / and ? of a password end the host.
    """
    _, separator, location = url.partition("://")
    if engine == SQLITE:
        return not separator or not {"?", "#"}.isdisjoint(location)
    _, *rest = re.split("[/?]", location, maxsplit=1)
    return not separator or any("@" in each for each in rest)
