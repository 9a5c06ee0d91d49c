"""Reads settings from the environment. A wrong value stops the program with one sentence."""

import io
import re
import warnings
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

POSTGRESQL, SQLITE = "django.db.backends.postgresql", "django.db.backends.sqlite3"
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


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

    def host_names(self, var: str) -> list[str]:
        """Host names as Django's ALLOWED_HOSTS has them, without scheme and port."""
        names: list[str] = self.list(var, default=[])
        names = [name.strip() for name in names if name.strip()]
        for name in names:
            if not re.fullmatch(r"\*|\.?[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]", name):
                bare = re.sub(r"^[a-z]+://|(:\d+)?(/.*)?$", "", name)
                raise ImproperlyConfigured(
                    f"{var} must be host names without https:// and port, not {name}: "
                    f"try {bare or 'localhost'}."
                )
        return names

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
        if (
            not name
            or engine not in (SQLITE, POSTGRESQL)
            or (engine == POSTGRESQL and has_unescaped_password(url))
        ):
            raise ImproperlyConfigured(
                "DATABASE_URL must be the URL of a database, such as "
                "postgres://user:password@host:5432/name or sqlite:////srv/simulator/trainer.sqlite3 "
                "(see .env.example). In a user name or password, write / as %2F, ? as %3F and % as %25."
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
            if not re.match(r"\s*(#|$)|(export )?\w+=", line):
                raise ImproperlyConfigured(
                    f"Line {number} of {file} must be NAME=value, without spaces at =."
                )
        self.read_env(io.StringIO(text))


def why(error: Exception) -> str:
    """Why a file cannot be read."""
    return error.strerror or "" if isinstance(error, OSError) else "it is not UTF-8 text"


def has_unescaped_password(url: str) -> bool:
    """Whether a / or ? of the password ends the host: the rest would be shown as the name of the database."""
    _, *rest = re.split("[/?]", url.partition("://")[2], maxsplit=1)
    return any("@" in each for each in rest)
