"""Measurements of a round: journeys in sequence, journeys in parallel, and the baseline."""

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product

from tests.bench.figures import percentile
from tests.bench.journey import JOURNEY, Trainee
from tests.bench.servers import Servers, cpu_seconds

TRAINEES = 10
JOURNEYS = 10  # per trainee, each for another state


@dataclass
class Figures:
    """Measurements on one database, one value per round."""

    cpu: list[float] = field(default_factory=list)  # of a journey, in ms
    baseline: list[float] = field(default_factory=list)  # of as many requests to the baseline, in ms
    one_worker: list[float] = field(default_factory=list)  # journeys a second
    two_workers: list[float] = field(default_factory=list)
    p50: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # of a page, in ms
    p99: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def ratio(self) -> list[float]:
        """Processor time of a journey divided by that of the baseline in the same round."""
        return [cpu / baseline for cpu, baseline in zip(self.cpu, self.baseline, strict=True)]


def class_of(address: str, size: int = TRAINEES) -> list[Trainee]:
    """Trainees of the demo, not logged in."""
    return [Trainee(address, f"trainee{number:02}", "Practice-2026") for number in range(1, size + 1)]


def measure(servers: Servers, baseline: str, figures: Figures) -> None:
    """Add a round on one database, and one of the baseline."""
    trainees = class_of(servers.two_workers)
    times: dict[str, list[float]] = defaultdict(list)
    figures.cpu.append(journeys_in_sequence(trainees, servers.two_workers, times))
    figures.baseline.append(requests_to_baseline(baseline))
    for name, each in times.items():
        figures.p50[name].append(percentile(each, 50))
        figures.p99[name].append(percentile(each, 99))
    figures.one_worker.append(journeys_in_parallel(trainees, servers.one_worker))
    figures.two_workers.append(journeys_in_parallel(trainees, servers.two_workers))


def journeys_in_sequence(trainees: Sequence[Trainee], server: str, times: dict[str, list[float]]) -> float:
    """Run all journeys one after the other, and add the time of each page in ms to `times`.

    Returns the server's processor time per journey in ms, without the log-in, whose cost is the password hash.
    """
    for trainee in trainees:
        for name, response in trainee.log_in():
            times[name].append(response.seconds * 1000)
        trainee.start_over()
    before = cpu_seconds(server)
    for number, trainee in product(range(JOURNEYS), trainees):
        for name, response in trainee.journey(number):
            times[name].append(response.seconds * 1000)
    return (cpu_seconds(server) - before) * 1000 / (JOURNEYS * len(trainees))


def requests_to_baseline(server: str) -> float:
    """Send as many requests to the baseline. Returns their processor time per journey in ms."""
    client = Trainee(server, "", "")
    journeys = JOURNEYS * TRAINEES
    before = cpu_seconds(server)
    for _ in range(journeys):
        for _ in JOURNEY:
            client.open("/baseline/")
        client.connection.close()
    return (cpu_seconds(server) - before) * 1000 / journeys


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
