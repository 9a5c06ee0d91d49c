"""The faults: what is done, for how long, while people work."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.faults.databases import Postgresql, Sqlite
from tests.faults.people import Person
from tests.faults.relay import Relay
from tests.faults.servers import Server


@dataclass
class Site:
    """All that a fault can be done to."""

    database: Any
    servers: list[Server]
    people: list[Person]
    relay: Relay | None = None


Fault = Callable[[Site], None]


def kill_workers(site: Site) -> None:
    for each in site.servers * 3:
        each.kill_workers()
        time.sleep(1)


def kill_server(site: Site) -> None:
    site.servers[0].kill()
    time.sleep(1)
    site.servers[0].start()


def restart_servers(site: Site) -> None:
    """One after the other, as for an upgrade."""
    for each in site.servers:
        each.restart()


def set_clock_back(site: Site) -> None:
    """By an hour on all servers at once, and then to the right time."""
    for each in site.servers:
        each.set_clock(-3600)
    time.sleep(5)
    for each in site.servers:
        each.set_clock(0)


def skew_clocks(site: Site) -> None:
    """Ten minutes between two servers, for good."""
    site.servers[0].set_clock(300)
    site.servers[1].set_clock(-300)
    time.sleep(8)


def leave(site: Site) -> None:
    """Everybody closes the connection of each form before the response, then sends it again."""
    leaves = site.people[0].leaves
    leaves.set()
    time.sleep(8)
    leaves.clear()


def cut_during_commit(site: Site) -> None:
    if site.relay:
        site.relay.cutting.set()
        time.sleep(10)
        site.relay.cutting.clear()


def kill_database(site: Site) -> None:
    """Three times, at any moment."""
    for _ in range(3):
        site.database.kill()
        time.sleep(random.uniform(0.5, 2))  # noqa: S311


def fill_disk(site: Site) -> None:
    site.database.fill_up(10)
    site.database.start_if_stopped()


def read_only_file(site: Site) -> None:
    """The workers are new, because a connection that was open before can still write."""
    for each in site.servers:
        each.kill_workers()
    site.database.be_read_only(10)


OF_SERVERS: dict[str, Fault] = {
    "workers killed (kill -9), three times": kill_workers,
    "server killed (kill -9), started again": kill_server,
    "rolling restart of the servers": restart_servers,
    "clocks set back by an hour": set_clock_back,
    "clocks of the servers differ by 10 minutes": skew_clocks,
    "clients gone before the response": leave,
}
OF_POSTGRESQL: dict[str, Fault] = {
    "database killed (kill -9), three times": kill_database,
    "database restarted": lambda site: site.database.restart(),
    "database stopped for 20 s": lambda site: site.database.stop_for(20),
    "database silent for 20 s": lambda site: site.database.freeze(20),
    "connections cut for 10 s": lambda site: site.database.cut_connections(10),
    "connections cut during COMMIT for 10 s": cut_during_commit,
    "no free connections for 10 s": lambda site: site.database.take_connections(10),
    "disk full for 10 s": fill_disk,
    "database read-only for 10 s": lambda site: site.database.be_read_only(10),
    "requests locked for 10 s": lambda site: site.database.lock(10),
}
OF_SQLITE: dict[str, Fault] = {
    "disk full for 10 s": fill_disk,
    "file read-only for 10 s": read_only_file,
    "database locked for 10 s": lambda site: site.database.lock(10),
}
FAULTS: dict[type[Any], dict[str, Fault]] = {
    Postgresql: OF_SERVERS | OF_POSTGRESQL,
    Sqlite: OF_SERVERS | OF_SQLITE,
}
NEED_A_DISK = (fill_disk, read_only_file)
NEED_A_RELAY = (cut_during_commit,)
