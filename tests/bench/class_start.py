"""A class begins: all its trainees log in within the same second, while others work."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.journey import Trainee
from tests.bench.servers import cpu_seconds

ADD_CLASS = "/admin/accounts/trainingclass/add/"
CLASS_SIZE = 40
OTHER_PAGES = ("/help/", "/my-profile/", "/role-requests/new/")
SECONDS_BETWEEN_OTHER_PAGES = 0.05


@dataclass
class ClassStart:
    """Measurements of the starts of classes, one value per round."""

    cpu: list[float] = field(default_factory=list)  # of the server for all log-ins, in s
    last: list[float] = field(default_factory=list)  # until the last trainee has Welcome to iQIES, in s
    other_pages: list[float] = field(default_factory=list)  # slowest page of somebody else meanwhile, in ms


def create_class(address: str, size: int) -> tuple[float, list[Trainee]]:
    """Create a class in the admin: the seconds from request to response, and its trainees."""
    lead = Trainee(address, "admin", "Practice-2026")
    list(lead.log_in())
    page = lead.open(ADD_CLASS)
    response = lead.send(ADD_CLASS, page, name=f"Bench {time.time_ns()}", number=str(size))
    handout = lead.open(response.location).html
    lead.connection.close()
    credentials = re.findall(
        r"User ID</dt><dd>(.+?)</dd></div>\s*<div><dt>Password</dt><dd>(.+?)</dd>", handout
    )
    if len(credentials) != size:
        raise RuntimeError(f"The handout has {len(credentials)} slips, not {size}.")
    return response.seconds, [Trainee(address, *each) for each in credentials]


def measure_class_start(address: str, figures: ClassStart, size: int = CLASS_SIZE) -> None:
    """Add a round: a new class of this size logs in at once."""
    _, trainees = create_class(address, size)
    log_ins = [trainee.log_in() for trainee in trainees]
    for log_in in log_ins:
        next(log_in)  # opens the login page
    other = Trainee(address, "trainee01", "Practice-2026")
    list(other.log_in())
    ended = threading.Event()
    slowest: list[float] = []

    def work() -> None:
        while not (slowest and ended.wait(SECONDS_BETWEEN_OTHER_PAGES)):
            slowest.extend(other.open(path).seconds for path in OTHER_PAGES)

    def begin(number: int) -> None:
        list(log_ins[number])
        trainees[number].open("/").match("(Welcome to iQIES)</h1>")
        trainees[number].connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    before, start = cpu_seconds(address), time.perf_counter()
    with ThreadPoolExecutor(size) as threads:
        list(threads.map(begin, range(size)))
    figures.last.append(time.perf_counter() - start)
    figures.cpu.append(cpu_seconds(address) - before)
    ended.set()
    worker.join()
    other.connection.close()
    figures.other_pages.append(max(slowest) * 1000)
