"""`tomik serve`: the web server and the job worker, started and stopped together."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tomik.config import cluster, embedded, orphans
from tomik.config.database import check_server, owner_dsn
from tomik.config.words import word as _

WORKER_STOP_SECONDS = 15
RESTART_SECONDS = 2
CHECK_SECONDS = 0.5
DATABASE_CHECK_SECONDS = 3


def register(commands: Any) -> None:
    """Add the command `serve`."""
    parser = commands.add_parser("serve", help=_("Serve the site and run the jobs until Ctrl-C."))
    parser.add_argument(
        "--host", default=os.environ.get("HOST", "127.0.0.1"), help=_("address (HOST, %(default)s)")
    )
    parser.add_argument(
        "--port", type=int, default=os.environ.get("PORT", "8000"), help=_("port (PORT, %(default)s)")
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.environ.get("TOMIK_WEB_WORKERS", "1"),
        help=_(
            "web processes; more serve more people at once and take about 100 MB each (TOMIK_WEB_WORKERS, %(default)s)"
        ),
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=os.environ.get("TOMIK_THREADS", "4"),
        help=_("threads of a web process (TOMIK_THREADS, %(default)s)"),
    )
    parser.add_argument("--no-jobs", action="store_true", help=_("serve pages only; jobs run elsewhere"))
    parser.add_argument("--access-log", action="store_true", help=_("print a line for every request"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted; return 1 if the port is taken or the database cannot be used."""
    problem = port_problem(arguments.host, arguments.port)
    if not problem:
        var = var_dir()
        problem = check_server(owner_dsn(var))
    if problem:
        print(f"tomik: {problem}", file=sys.stderr)
        return 1
    os.environ["TOMIK_THREADS"] = str(arguments.threads)
    # The processes of the site are the application, never the owner, whatever the caller was.
    os.environ["TOMIK_DB_ROLE"] = "app"
    os.environ[orphans.PARENT] = str(os.getpid())
    _terminate_like_interrupt()
    jobs = None if arguments.no_jobs else JobWorker()
    if jobs is not None:
        jobs.start()
    stopping = threading.Event()
    if not os.environ.get("DATABASE_URL"):
        threading.Thread(target=_keep_database, args=(var / "postgres", stopping), daemon=True).start()
    threading.Thread(target=_announce, args=(arguments.host, arguments.port), daemon=True).start()
    try:
        _serve_pages(arguments)
    finally:
        stopping.set()
        if jobs is not None:
            jobs.stop()
        embedded.release(var / "postgres")
    return 0


def var_dir() -> Path:
    """Return the folder of the installation's data, as the settings have it."""
    return Path(os.environ.get("TOMIK_VAR", Path(__file__).resolve().parents[4] / "var"))


def port_problem(host: str, port: int) -> str:
    """Return one clear line if nothing can listen there, otherwise an empty string."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return f"Port {port} of {host} cannot be used ({reason}). Choose another: PORT={port + 1} make run"
    return ""


def _announce(host: str, port: int) -> None:
    """Print the address once the site answers."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "localhost", "": "127.0.0.1"}.get(host, host)  # noqa: S104 (only shown)
    for _attempt in range(300):
        time.sleep(0.1)
        connection = http.client.HTTPConnection(shown, port, timeout=10)
        try:
            connection.request("GET", "/accounts/login/")
            connection.getresponse()
        except OSError:
            continue
        finally:
            connection.close()
        print(
            f"Tomik is ready: http://{f'[{shown}]' if ':' in shown else shown}:{port}/  (Ctrl-C stops it)",
            flush=True,
        )
        return


def _serve_pages(arguments: argparse.Namespace) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "tomik.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=arguments.workers,
        blocking_threads=arguments.threads,
        runtime_threads=1,
        backlog=1024,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=arguments.access_log,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _terminate_like_interrupt() -> None:
    """Let SIGTERM before the web server has taken over the signals leave through `finally` too."""

    def leave(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def _keep_database(data_dir: Path, stopping: threading.Event) -> None:
    """Start the embedded database again if something killed it (a machine short of memory)."""
    while not stopping.wait(DATABASE_CHECK_SECONDS):
        if cluster.running(data_dir) is None and not stopping.is_set():
            print("tomik: the database server is gone; starting it again", file=sys.stderr)
            try:
                embedded.ensure_running(data_dir)
            except embedded.EmbeddedError as error:
                print(f"tomik: {error}", file=sys.stderr)


class JobWorker:
    """The process that runs the jobs; started again if it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, name="job-worker", daemon=True)

    def start(self) -> None:
        """Start the worker and the thread that looks after it."""
        self._process = self._launch()
        self._thread.start()

    def stop(self) -> None:
        """Ask the worker to finish its jobs; kill it if it takes too long (its jobs are then retried)."""
        self._stopping.set()
        self._thread.join(timeout=RESTART_SECONDS + 1)
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(WORKER_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _keep_running(self) -> None:
        while not self._stopping.wait(CHECK_SECONDS):
            if self._process is None or self._process.poll() is None:
                continue
            print(
                f"tomik: the job worker ended with code {self._process.returncode}; starting it again",
                file=sys.stderr,
            )
            time.sleep(RESTART_SECONDS)
            if not self._stopping.is_set():
                self._process = self._launch()

    def _launch(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tomik.config.worker"], stdin=subprocess.DEVNULL, start_new_session=True
        )
