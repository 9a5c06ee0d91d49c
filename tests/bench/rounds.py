"""What is measured in a round: one trainee after the other, all at once, and the yardstick."""

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import product

from tests.bench.figures import percentile
from tests.bench.journey import JOURNEY, Trainee
from tests.bench.servers import Trainers, cpu_seconds

TRAINEES = 10
JOURNEYS = 10  # of each trainee, each for another state


@dataclass
class Figures:
    """What was measured on one database: a value for each round."""

    cpu: list[float] = field(default_factory=list)  # of a journey, in ms
    barest: list[float] = field(default_factory=list)  # of as many requests to the barest view, in ms
    one_worker: list[float] = field(default_factory=list)  # journeys a second
    two_workers: list[float] = field(default_factory=list)
    p50: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # of a page, in ms
    p99: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def ratio(self) -> list[float]:
        """The trainer's processor time by the yardstick's, of the same round."""
        return [cpu / barest for cpu, barest in zip(self.cpu, self.barest, strict=True)]


def class_of(address: str, size: int = TRAINEES) -> list[Trainee]:
    """So many of the demo's trainees, not yet signed in."""
    return [Trainee(address, f"trainee{number:02}", "Practice-2026") for number in range(1, size + 1)]


def measure(trainers: Trainers, barest: str, figures: Figures) -> None:
    """Add a round on one database, the yardstick beside it."""
    trainees = class_of(trainers.two_workers)
    times: dict[str, list[float]] = defaultdict(list)
    figures.cpu.append(one_by_one(trainees, trainers.two_workers, times))
    figures.barest.append(as_many_of_the_barest(barest))
    for name, each in times.items():
        figures.p50[name].append(percentile(each, 50))
        figures.p99[name].append(percentile(each, 99))
    figures.one_worker.append(all_at_once(trainees, trainers.one_worker))
    figures.two_workers.append(all_at_once(trainees, trainers.two_workers))


def one_by_one(trainees: Sequence[Trainee], server: str, times: dict[str, list[float]]) -> float:
    """Every trainee's journeys with nothing else going on; notes the time of each page, in ms.

    Returns the server's processor time for a journey in ms, signing in left out: its cost is the password's.
    """
    for trainee in trainees:
        for name, answer in trainee.log_in():
            times[name].append(answer.seconds * 1000)
        trainee.start_over()
    before = cpu_seconds(server)
    for number, trainee in product(range(JOURNEYS), trainees):
        for name, answer in trainee.journey(number):
            times[name].append(answer.seconds * 1000)
    return (cpu_seconds(server) - before) * 1000 / (JOURNEYS * len(trainees))


def as_many_of_the_barest(server: str) -> float:
    """As many requests to the barest view; returns the processor time in ms for those of a journey."""
    visitor = Trainee(server, "", "")
    journeys = JOURNEYS * TRAINEES
    before = cpu_seconds(server)
    for _ in range(journeys):
        for _ in JOURNEY:
            visitor.open("/barest/")
        visitor.connection.close()
    return (cpu_seconds(server) - before) * 1000 / journeys


def all_at_once(trainees: Sequence[Trainee], server: str) -> float:
    """The same journeys, all trainees at the same time; returns how many the server served in a second."""
    for trainee in trainees:
        trainee.go_to(server)
        trainee.start_over()

    def walk(trainee: Trainee) -> None:
        for number in range(JOURNEYS):
            list(trainee.journey(number))

    start = time.perf_counter()
    with ThreadPoolExecutor(len(trainees)) as threads:
        list(threads.map(walk, trainees))
    return JOURNEYS * len(trainees) / (time.perf_counter() - start)
