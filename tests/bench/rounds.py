"""Measurements of a round: journeys one after the other, each server in its turn, and journeys in parallel."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench.figures import percentile
from tests.bench.journey import JOURNEY, PeerTrainee, Response, Trainee
from tests.bench.servers import Servers, cpu_seconds

TRAINEES = 10
JOURNEYS = 10  # per trainee, each for another state
USER_IDS = [f"trainee{number:02}" for number in range(1, TRAINEES + 1)]
PASSWORD = "Practice-2026"
SIMULATOR, KEPT, STOCK, BAREST = (
    "this simulator",
    "django-formtools, kept connections",
    "django-formtools, stock",
    "the barest views",
)
Times = dict[str, list[float]]  # in ms, by page


@dataclass
class Figures:
    """Measurements on one database, one value per round."""

    cpu: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # of a journey, in ms
    one_worker: list[float] = field(default_factory=list)  # journeys a second
    two_workers: list[float] = field(default_factory=list)
    p50: Times = field(default_factory=lambda: defaultdict(list))
    p99: Times = field(default_factory=lambda: defaultdict(list))

    def ratio(self, other: str) -> list[float]:
        """Processor time of a journey divided by that of the other in the same round."""
        return [ours / others for ours, others in zip(self.cpu[SIMULATOR], self.cpu[other], strict=True)]


def class_of(address: str, size: int = TRAINEES, kind: type[Trainee] = Trainee) -> list[Trainee]:
    """Trainees of the demo, not logged in."""
    return [kind(address, user_id, PASSWORD) for user_id in USER_IDS[:size]]


def logged_in(trainees: list[Trainee]) -> list[Trainee]:
    """The same trainees, logged in."""
    for trainee in trainees:
        list(trainee.log_in())
    return trainees


class Round:
    """What rounds on one database need: the servers, and trainees who are logged in to the peers."""

    def __init__(self, servers: Servers, barest: str) -> None:
        self.servers = servers
        self.barest = Trainee(barest, "", "")
        self.peers = {
            KEPT: logged_in(class_of(servers.kept_peer, kind=PeerTrainee)),
            STOCK: logged_in(class_of(servers.stock_peer, kind=PeerTrainee)),
        }

    def measure(self, figures: Figures) -> None:
        """Add one round."""
        trainees = class_of(self.servers.two_workers)
        times: Times = defaultdict(list)
        for trainee in trainees:
            add_times(times, trainee.log_in())
        cpu: dict[str, float] = defaultdict(float)
        for number in range(JOURNEYS):
            cpu[SIMULATOR] += cpu_of_journeys(trainees, number, times)
            for name, others in self.peers.items():
                cpu[name] += cpu_of_journeys(others, number, defaultdict(list))
            cpu[BAREST] += cpu_of_barest(self.barest)
        for name, milliseconds in cpu.items():
            figures.cpu[name].append(milliseconds / JOURNEYS)
        for name, each in times.items():
            figures.p50[name].append(percentile(each, 50))
            figures.p99[name].append(percentile(each, 99))
        figures.one_worker.append(journeys_in_parallel(trainees, self.servers.one_worker))
        figures.two_workers.append(journeys_in_parallel(trainees, self.servers.two_workers))


def add_times(times: Times, responses: Iterator[tuple[str, Response]]) -> None:
    """Add the time of each page."""
    for name, response in responses:
        times[name].append(response.seconds * 1000)


def cpu_of_journeys(trainees: Sequence[Trainee], number: int, times: Times) -> float:
    """Let each trainee start over and then make one journey. Adds the time of each page.

    Returns the server's processor time per journey in ms, without starting over and logging in, whose cost is
    the password hash.
    """
    for trainee in trainees:
        trainee.start_over()
    before = cpu_seconds(trainees[0].address)
    for trainee in trainees:
        add_times(times, trainee.journey(number))
    return (cpu_seconds(trainees[0].address) - before) * 1000 / len(trainees)


def cpu_of_barest(client: Trainee) -> float:
    """Send as many requests to the barest view. Returns their processor time per journey in ms."""
    before = cpu_seconds(client.address)
    for _ in range(TRAINEES):
        for _ in JOURNEY:
            client.open("/baseline/")
        client.connection.close()
    return (cpu_seconds(client.address) - before) * 1000 / TRAINEES


def journeys_in_parallel(trainees: Sequence[Trainee], server: str) -> float:
    """Run the journeys of all trainees at the same time. Returns journeys per second."""
    for trainee in trainees:
        trainee.go_to(server)
        trainee.start_over()

    def run(trainee: Trainee) -> None:
        for number in range(JOURNEYS):
            list(trainee.journey(number))

    start = time.perf_counter()
    with ThreadPoolExecutor(len(trainees)) as threads:
        list(threads.map(run, trainees))
    return JOURNEYS * len(trainees) / (time.perf_counter() - start)
