"""Prove what the files in deploy/ promise, and print the table: `python .ci/postgres.py python -m tests.cluster`."""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.cluster import proofs
from tests.cluster.installation import Installation
from tests.cluster.nginx import require_nginx, running_nginx
from tests.cluster.units import Unit, servers_of
from tests.postgresql import temporary_database

PROOFS = (
    proofs.journeys,
    proofs.silent_clients,
    proofs.rolling_restarts,
    proofs.new_settings_and_code,
    proofs.error_pages,
    proofs.timed_services,
    proofs.rotated_log,
    proofs.many_log_ins,
    proofs.private_files,
)


def prepare_at_once(installation: Installation) -> None:
    """The release step, started three times at once as by three machines."""
    units = [Unit(installation, "iqies-simulator-prepare") for _ in range(3)]
    with ThreadPoolExecutor(len(units)) as threads:
        for _ in threads.map(Unit.run, units):
            pass


def main() -> int:
    """Install, start, prove. Returns 1 if a proof fails."""
    require_nginx()
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="cluster-") as name,
        temporary_database(os.environ["TEST_DATABASE_URL"], "cluster") as url,
    ):
        installation = Installation(Path(name))
        installation.configure(url)
        prepare_at_once(installation)
        servers = servers_of(installation)
        try:
            for each in servers:
                each.start()
            with running_nginx(installation):
                site = proofs.Site(installation, servers)
                print(proofs.HEADING, flush=True)
                for proof in PROOFS:
                    result = proof(site)
                    print(result.row(proof.__name__), flush=True)
                    failed += [f"{proof.__name__}: {problem}" for problem in result.problems]
        finally:
            for each in servers:
                each.stop()
        for each in servers if failed else ():
            print(each.log.read_text()[-2000:])
    print(*failed, sep="\n")
    print(f"{len(PROOFS)} proofs, {len(failed)} problems.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
