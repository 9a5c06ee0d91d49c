"""Times of creating QA sandboxes and a class in a database of a large site."""

import time
from pathlib import Path

from tests.bench.class_start import create_class
from tests.bench.growth import Size
from tests.browser.sandboxes import QaApi
from tests.browser.server import running_server

SANDBOXES = 100_000
SIZE = Size(SANDBOXES, SANDBOXES, 2_000)
CLASS = 200
PRESETS = {"fresh": 300, "one pending": 200, "crowded": 60}  # number of sandboxes to create


def seconds_per_sandbox(url: str, folder: Path, presets: dict[str, int]) -> dict[str, list[float]]:
    """Create sandboxes one after the other. Return the seconds of each by preset."""
    seconds: dict[str, list[float]] = {}
    with running_server(folder, DATABASE_URL=url) as server:
        qa_api = QaApi(server.address, server.token)
        for preset, number in presets.items():
            qa_api.create_sandbox(preset)  # opens the connection to the database
            seconds[preset] = [timed(qa_api, preset) for _ in range(number)]
    return seconds


def seconds_for_class(url: str, folder: Path, size: int) -> float:
    """Create a class of this size in the admin. Return the seconds from request to response."""
    with running_server(folder, DATABASE_URL=url) as server:
        seconds, _ = create_class(server.address, size)
    return seconds


def timed(qa_api: QaApi, preset: str) -> float:
    """The seconds of creating one sandbox."""
    start = time.perf_counter()
    qa_api.create_sandbox(preset)
    return time.perf_counter() - start
