"""The embedded PostgreSQL: a private server in `var/postgres`, made of the binaries of a wheel.

One server per data folder, on a Unix socket only. Whoever needs it first starts it, later processes attach, and
the last one to leave stops it: every user holds a shared lock on a file, which the kernel takes back even after
kill -9. Started by root it runs as an ordinary user, because PostgreSQL refuses to be root.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from tomik.config import cluster
from tomik.config.cluster import EmbeddedError, Postmaster

APP_ROLE = "tomik_app"
OWNER_ROLE = "postgres"
DATABASE = "tomik"
START_LOCK_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A running embedded server; `started` tells whether this process started it."""

    data_dir: Path
    socket_dir: Path
    pid: int
    started: bool

    def dsn(self, *, database: str = DATABASE, role: str = OWNER_ROLE) -> str:
        """Return the address of a database of this server for a login role."""
        return f"postgresql://{role}@/{quote(database)}?host={quote(str(self.socket_dir), safe='/')}"

    @property
    def owner_dsn(self) -> str:
        """Address for the owner of the tables (migrations, maintenance)."""
        return self.dsn()

    @property
    def app_dsn(self) -> str:
        """Address for the role of the application, to which row security applies."""
        return self.dsn(role=APP_ROLE)


# Data folder → (process that holds the lock, descriptor of the lock of users).
_holds: dict[Path, tuple[int, int]] = {}


def ensure_running(data_dir: Path, *, durable: bool = True) -> Server:
    """Start the server of `data_dir` or attach to it, and keep it alive while this process lives.

    Creates the cluster, the role tomik_app and the database tomik when they are missing. `durable=False` gives up
    safety against a power cut for speed (tests); it has no effect on a server that runs already.
    Raises EmbeddedError with one clear message. Two processes starting at once wait for each other.
    """
    data_dir = Path(os.path.abspath(data_dir))
    cluster.prepare_parent(data_dir)
    with _starting(data_dir):
        postmaster = cluster.running(data_dir)
        started = postmaster is None
        if postmaster is None:
            postmaster = cluster.start(data_dir, durable=durable)
        server = Server(data_dir, postmaster.socket_dir, postmaster.pid, started)
        if started:
            _create_missing(server)
        _hold(data_dir)
    return server


def stop(data_dir: Path) -> bool:
    """Stop the server of `data_dir` whoever uses it; return whether one was running."""
    data_dir = Path(os.path.abspath(data_dir))
    if not data_dir.parent.is_dir():
        return False
    with _starting(data_dir):
        postmaster = cluster.running(data_dir)
        if postmaster is not None:
            cluster.stop(postmaster)
        return postmaster is not None


def remove(data_dir: Path) -> None:
    """Stop the server and delete its data, also where root had to put it elsewhere."""
    data_dir = Path(os.path.abspath(data_dir))
    stop(data_dir)
    cluster.remove_socket_dirs(data_dir)
    if data_dir.is_symlink():
        shutil.rmtree(os.path.realpath(data_dir), ignore_errors=True)
        data_dir.unlink()
    elif data_dir.exists():
        shutil.rmtree(data_dir)


def release(data_dir: Path) -> bool:
    """Stop using the server; stop it if nobody else uses it. Return whether it was stopped."""
    data_dir = Path(os.path.abspath(data_dir))
    process, descriptor = _holds.pop(data_dir, (0, -1))
    if process != os.getpid():
        return False
    try:
        with _starting(data_dir):
            if os.environ.get("TOMIK_DB_KEEP") == "1" or not _alone(descriptor):
                return False
            postmaster = cluster.running(data_dir)
            if postmaster is not None:
                cluster.stop(postmaster)
            return postmaster is not None
    finally:
        os.close(descriptor)


def _alone(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _hold(data_dir: Path) -> None:
    """Take part in the lock of users until the process ends; a fork takes its own part."""
    process, _ = _holds.get(data_dir, (0, -1))
    if process == os.getpid():
        return
    descriptor = os.open(_beside(data_dir, "users"), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _holds[data_dir] = (os.getpid(), descriptor)
    atexit.register(release, data_dir)


def _beside(data_dir: Path, what: str) -> Path:
    return data_dir.parent / f".{data_dir.name}.{what}"


@contextmanager
def _starting(data_dir: Path) -> Iterator[None]:
    """Let one process at a time start or stop this server."""
    path = _beside(data_dir, "lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise EmbeddedError(f"{path} belongs to another user; start as that user or as root.") from error
    try:
        deadline = time.monotonic() + START_LOCK_SECONDS
        while not _alone(descriptor):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"Another process has been starting {data_dir} for too long.")
            time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def _create_missing(server: Server) -> None:
    """Create the role of the application and the database; safe after an interrupted first start."""
    with psycopg.connect(server.dsn(database="postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(DATABASE))
            )


__all__ = ["APP_ROLE", "EmbeddedError", "Postmaster", "Server", "ensure_running", "release", "remove", "stop"]
