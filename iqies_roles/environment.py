"""How settings are read from the environment: what is mistyped stops the program with a sentence."""

import io
import warnings
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Environment(environ.FileAwareEnv):  # type: ignore[misc] # it ships no types
    """The library's, which guesses less. What is blank is not set. Everything raises ImproperlyConfigured."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """A value, or what stands in the file that `…_FILE` names."""
        try:
            return super().get_value(var, *args, **kwargs)
        except (OSError, UnicodeError) as error:
            raise ImproperlyConfigured(f"The file in {var}_FILE cannot be read ({why(error)}).") from error

    def switch(self, var: str, default: bool) -> bool:
        """Whether it is on. A word that says neither is refused: who mistyped it may mean either."""
        word = self.str(var, default="").strip().lower()
        if word and word not in ON + OFF:
            raise ImproperlyConfigured(f"{var} must be 1 (on) or 0 (off), not {word}.")
        return word in ON if word else default

    def number(self, var: str, default: int, least: int, most: int) -> int:
        """A whole number between two."""
        word = self.str(var, default="").strip() or str(default)
        if not (word.isdecimal() and len(word) < 10 and least <= int(word) <= most):
            raise ImproperlyConfigured(f"{var} must be a whole number from {least} to {most}, not {word}.")
        return int(word)

    def database(self, url: str) -> dict[str, Any]:
        """What Django needs to know of a database. Its address is never shown: there is a password in it."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the library's only one shows the address
            try:
                database: dict[str, Any] = self.db_url_config(url)
            except (ValueError, UserWarning):
                database = {}
        if database.get("ENGINE") not in ENGINES or not database.get("NAME"):
            raise ImproperlyConfigured(
                "DATABASE_URL must be the address of a database, such as "
                "postgres://user:password@host:5432/name or sqlite:////srv/trainer/trainer.sqlite3 "
                "(see .env.example)."
            )
        return database

    def read_file(self, name: str, otherwise: Path) -> None:
        """Take what the file of this name sets; without a name, what another one sets if it is there."""
        file = Path(name or otherwise)
        if not name and not file.exists():
            return
        try:
            self.read_env(io.StringIO(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ImproperlyConfigured(
                f"The file {file} cannot be read ({why(error)}): mend it, or set ENV_FILE to another one."
            ) from error


def why(error: Exception) -> str:
    """Why a file cannot be read."""
    return error.strerror or "" if isinstance(error, OSError) else "it is no text in UTF-8"
