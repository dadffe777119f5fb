"""`tomik serve` as a real process: it answers, stops in order, and leaves nothing behind when it is killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tomik.config import cluster, copies, embedded

SECONDS = 120


@dataclass
class Site:
    """A running site with an embedded database of its own."""

    process: subprocess.Popen[str]
    port: int
    data_dir: Path

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/accounts/login/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def children(self) -> list[int]:
        lists = [path.read_text() for path in Path(f"/proc/{self.process.pid}/task").glob("*/children")]
        return [int(pid) for text in lists for pid in text.split()]

    def free(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True


def _until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site(open_dir: Path) -> Iterator[Site]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TOMIK_"))
    }
    environment |= {
        "TOMIK_VAR": str(open_dir / "var"),
        "DJANGO_SETTINGS_MODULE": "tomik.config.settings",
        "DEBUG": "1",
        "PYTHONPATH": str(copies.SOURCE.parent),
    }
    port = _free_port()
    prepare = environment | {"DEMO": "0"}
    subprocess.run([sys.executable, "-m", "tomik.config.prepare"], env=prepare, check=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tomik.config.console", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Site(process, port, open_dir / "var" / "postgres")
    try:
        assert _until(running.answers)
        yield running
    finally:
        process.kill()
        process.wait()
        _until(running.free)
        embedded.remove(running.data_dir)


def test_it_says_where_it_is_and_stops_all_at_once(site: Site) -> None:
    assert site.process.stdout is not None
    assert (
        site.process.stdout.readline()
        == f"Tomik is ready: http://127.0.0.1:{site.port}/  (Ctrl-C stops it)\n"
    )
    children = site.children()
    assert len(children) >= 2
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(timeout=SECONDS) == 0
    assert site.free()
    assert cluster.running(site.data_dir) is None
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_what_is_killed_comes_back_and_killed_itself_it_frees_the_port(site: Site) -> None:
    before = cluster.running(site.data_dir)
    assert before is not None
    worker = next(pid for pid in site.children() if b"tomik.config.worker" in _command(pid))
    os.kill(worker, signal.SIGKILL)
    os.kill(before.pid, signal.SIGKILL)

    def back() -> bool:
        now = cluster.running(site.data_dir)
        new = [pid for pid in site.children() if pid != worker and b"tomik.config.worker" in _command(pid)]
        return now is not None and now.pid != before.pid and bool(new)

    assert _until(back)
    assert _until(site.answers)
    own = [pid for pid in site.children() if b"tomik.config" in _command(pid)]
    assert len(own) == 2
    site.process.kill()
    site.process.wait()
    assert _until(site.free)
    assert _until(lambda: not any(_command(pid) for pid in own))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
