"""What `make` calls: prepares the environment and starts what was asked for. Standard library only.

The virtual environment is `.venv`; it is installed again only when the pinned requirements or Python changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".tomik-stamp.json"
VAR = Path(os.environ.get("TOMIK_VAR", ROOT / "var"))
OLDEST = (3, 11)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Stop(Exception):
    """Ends the command with one line."""


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands of `make`."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "install": lambda rest: install(dev="--dev" in rest),
        "run": run,
        "test": test,
        "check": check,
        "bench": bench,
        "clean": clean,
    }
    try:
        if sys.version_info < OLDEST:
            raise Stop(
                f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version.split()[0]}."
            )
        return commands[arguments[0]](list(arguments[1:]))
    except Stop as reason:
        print(f"make: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# The environment


def install(*, dev: bool) -> int:
    """Make the virtual environment hold exactly the pinned packages. Two callers wait for each other."""
    with _locked("install"):
        wanted = _fingerprint("dev" if dev else "base")
        have = _stamp()
        # The development list contains the other one whole.
        if _environment_works() and (
            wanted in have.values() or (not dev and have.get("dev") == _fingerprint("dev"))
        ):
            _link_sources()
            return 0
        if not _environment_works():
            _create_environment()
        name = "dev" if dev else "base"
        print(f"Installing the packages of requirements/{name}.txt …", flush=True)
        command = [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ]
        command += ["--require-hashes", "--no-deps", "-r", str(ROOT / "requirements" / f"{name}.txt")]
        if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
            raise Stop("the packages could not be installed; is the package index reachable?")
        _link_sources()
        STAMP.write_text(json.dumps(_stamp() | {name: wanted}))
    return 0


def _fingerprint(name: str) -> str:
    digest = hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes())
    digest.update(f"{sys.version_info[:2]}".encode())
    return digest.hexdigest()


def _stamp() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _environment_works() -> bool:
    """Tell whether `.venv` is there, made by this Python, and not broken by a move or an upgrade."""
    if not PYTHON.exists():
        return False
    code = "import sys; print(sys.version_info[:2])"
    done = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == str(sys.version_info[:2])


def _create_environment() -> None:
    print("Creating the virtual environment …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(VENV)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 and _install_system_packages("python3-venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stop("python3 -m venv does not work here; on Debian and Ubuntu: apt-get install python3-venv")


def _link_sources() -> None:
    """Make `tomik` importable from `src/` and put the program `tomik` into the environment."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    packages = VENV / "lib" / f"python{version}" / "site-packages"
    if not packages.is_dir():
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(VENV), "platbase": str(VENV)}))
    _write_if_other(packages / "tomik-sources.pth", f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "tomik"
    _write_if_other(script, '#!/bin/sh\nexec "$(dirname "$0")/python" -m tomik.config.console "$@"\n')
    script.chmod(0o755)


def _write_if_other(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _install_system_packages(*names: str) -> bool:
    """Install packages of Debian or Ubuntu when we are root there; return whether that worked."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {', '.join(names)} from the system's packages …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run(["apt-get", "update"], **quiet)  # type: ignore[call-overload]
    install_command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    return bool(subprocess.run(install_command, **quiet).returncode == 0)  # type: ignore[call-overload]


@contextmanager
def _locked(name: str) -> Iterator[None]:
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        lock = (VAR / f".{name}.lock").open("w")
    except OSError as error:
        raise Stop(
            f"cannot write into {VAR} ({error.strerror}): run as its owner, or name another in TOMIK_VAR"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# The commands


def run(_: list[str]) -> int:
    """Bring everything up to date and become the server."""
    _check_port()
    install(dev=False)
    # The database stays up between the two steps; the server stops it at its end.
    environment = os.environ | {"TOMIK_DB_KEEP": "1"}
    with _locked("prepare"):
        code = subprocess.run(
            [str(PYTHON), "-m", "tomik.config.prepare"], env=environment, check=False
        ).returncode
    return code or _become_server()


def _become_server() -> NoReturn:
    sys.stdout.flush()
    os.execv(str(PYTHON), [str(PYTHON), "-m", "tomik.config.console", "serve"])


def _check_port() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"PORT is “{port}”; it must be a number from 1 to 65535")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Stop(
            f"port {port} of {host} cannot be used ({error.strerror}); try PORT={int(port) + 1} make run"
        ) from error


def test(arguments: list[str]) -> int:
    """Run the tests; without a browser say which were left out, and fail unless BROWSER=skip."""
    install(dev=True)
    skip = os.environ.get("BROWSER") == "skip"
    chromium = "" if skip else _chromium()
    environment = dict(os.environ)
    environment.pop("DATABASE_URL", None)
    if chromium:
        environment["CHROMIUM"] = chromium
    command = [str(PYTHON), "-m", "pytest", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadfile"]
    if not chromium:
        command += ["-m", "not browser"]
    code = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode
    if chromium:
        return code
    listing = [str(PYTHON), "-m", "pytest", "--collect-only", "-q", "-m", "browser", "-p", "no:warnings"]
    found = subprocess.run(listing, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    left_out = [line for line in found.stdout.splitlines() if "::" in line]
    print(f"\nLeft out, because {'BROWSER=skip' if skip else 'there is no Chromium'} ({len(left_out)}):")
    print("\n".join(f"  {line}" for line in left_out))
    if not skip and left_out:
        print(
            "Install Chromium (Debian: apt-get install chromium fonts-dejavu-core), or leave them out: BROWSER=skip make test"
        )
        return code or 1
    return code


def _chromium() -> str:
    for name in filter(None, (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES)):
        if path := shutil.which(name):
            return path
    if _install_system_packages("chromium", "fonts-dejavu-core"):
        return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), "")
    return ""


def check(arguments: list[str]) -> int:
    """Run every check that needs no test: format, lint, types, imports, sizes, templates, migrations, messages."""
    install(dev=True)
    return subprocess.run(
        [str(PYTHON), str(ROOT / "tools" / "check.py"), *arguments], cwd=ROOT, check=False
    ).returncode


def bench(arguments: list[str]) -> int:
    """Run the benchmarks."""
    install(dev=True)
    return subprocess.run([str(PYTHON), "-m", "benchmarks.run", *arguments], cwd=ROOT, check=False).returncode


def clean(_: list[str]) -> int:
    """Stop the embedded servers and delete all that was made here, the database included."""
    if _environment_works():
        for name in ("postgres", "postgres-test", "postgres-bench"):
            code = f"import pathlib; from tomik.config import embedded; embedded.remove(pathlib.Path({str(VAR / name)!r}))"
            done = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
            if done.returncode != 0 and (VAR / name).exists():
                raise Stop(f"cannot remove {VAR / name}: {done.stderr.strip().splitlines()[-1]}")
    for path in (
        VAR,
        VENV,
        ROOT / "build",
        ROOT / ".mypy_cache",
        ROOT / ".ruff_cache",
        ROOT / ".pytest_cache",
    ):
        shutil.rmtree(path, ignore_errors=True)
    for path in [*ROOT.glob("src/**/__pycache__"), *ROOT.glob("src/**/*.mo")]:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["run"]))
