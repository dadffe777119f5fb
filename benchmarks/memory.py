"""Memory of the running site: web and job worker together, idle, the database apart."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import Bench, Measurement, benchmark, live

PAGES = (
    "/accounts/login/",
    "/",
    "/territory/",
    "/classes/",
    "/catalogue/",
    "/ledger/",
    "/fund/",
    "/provision/",
)
SETTLE_SECONDS = 5
MEGABYTE = 1024


@benchmark(name="idle_memory_mb", unit="MB", target=400)
def idle_memory(bench: Bench) -> Measurement:
    """Resident memory of all processes of `tomik serve` after pages were served, as the operator sees it.

    The limit is a bare interpreter per process: what the processes would take with nothing loaded.
    """
    from tomik.accounts.public import User

    names = list(User.objects.order_by("id").values_list("username", flat=True)[:5])
    with live.server(bench, workers=1, jobs=True) as running:
        for name in names:
            client = live.Client(running, username=name)
            for page in PAGES:
                client.get(page)
        time.sleep(SETTLE_SECONDS)
        processes = running.processes()
        values = [_resident_kb(pid) for pid in processes]
    detail = ", ".join(f"{value // MEGABYTE}" for value in values)
    return Measurement(
        value=sum(values) / MEGABYTE,
        limit=len(processes) * _bare_kb() / MEGABYTE,
        limit_name="bare interpreters",
        note=f"{len(processes)} processes: {detail} MB",
    )


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _bare_kb() -> int:
    import subprocess
    import sys

    code = "print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmRSS:')))"
    return int(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )
