"""Where static files are, and their addresses."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # it ships no types
    """Makes the address of a file once: names and addresses are those of the start of the process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.urls: dict[tuple[str, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if (name, force) not in self.urls:
            self.urls[name, force] = super().url(name, force)
        return self.urls[name, force]
