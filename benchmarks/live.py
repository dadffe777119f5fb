"""The real server (`tomik serve`) on a benchmark's database, and a signed-in client that keeps its connection."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import Bench

READY_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server; `pid` is its first process, parent of the others."""

    host: str
    port: int
    pid: int

    @property
    def url(self) -> str:
        """Address without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def processes(self) -> list[int]:
        """Return the server's process and all below it."""
        parents: dict[int, int] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found


@contextmanager
def server(bench: Bench, *, workers: int = 1, jobs: bool = False) -> Iterator[Server]:
    """Serve the benchmark's database until the block ends."""
    from tomik.config.messages import compile_catalogues
    from tomik.config.prepare import collect_static

    compile_catalogues()
    collect_static()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": bench.owner_dsn, "DATABASE_APP_URL": bench.app_dsn}
    command = [
        sys.executable,
        "-m",
        "tomik.config.console",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    with subprocess.Popen(
        command if jobs else [*command, "--no-jobs"], env=environment, stdout=subprocess.DEVNULL
    ) as child:
        try:
            _wait("127.0.0.1", port, child)
            yield Server("127.0.0.1", port, child.pid)
        finally:
            child.send_signal(signal.SIGINT)
            child.wait()


def _wait(host: str, port: int, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    message = "the server does not answer"
    raise RuntimeError(message)


class Client:
    """A signed-in person at the server, over one kept connection."""

    def __init__(self, running: Server, *, username: str) -> None:
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.middleware.csrf import (
            _get_new_csrf_string,  # the plain secret doubles as the form's token
        )

        from tomik.accounts.public import User

        user = User.objects.get(username=username)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.csrf = _get_new_csrf_string()
        self._cookie = (
            f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        )
        self._connection = http.client.HTTPConnection(running.host, running.port, timeout=120)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return status and body."""
        return self._request("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> tuple[int, bytes]:
        """Send a form; lists become repeated fields. Return status and body."""
        body = urlencode(fields, doseq=True).encode()
        return self._request(
            "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers}
        )

    def _request(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        every = {"Cookie": self._cookie, "X-CSRFToken": self.csrf, **headers}
        self._connection.request(method, path, body=body, headers=every)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
