"""Bring an installation up to date before it serves: messages, tables, static files, and the demo region if empty.

Run by `make run` (`python -m tomik.config.prepare`); `tomik migrate` does the same without the demo region.
"""

from __future__ import annotations

import hashlib
import os
import sys
from argparse import Namespace
from pathlib import Path

from tomik.config.embedded import EmbeddedError
from tomik.config.messages import compile_catalogues
from tomik.config.words import word as _


def up_to_date() -> int:
    """Compile messages, migrate, collect static files; each only if something changed. Return an exit code."""
    from tomik.config.commands import migrate

    compile_catalogues()
    code = migrate.migrate()
    if code == 0:
        collect_static()
    return code


def collect_static() -> bool:
    """Collect and compress static files if any of them changed; return whether it was done."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return False
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())
    return True


def main() -> int:
    """Prepare for serving; print the demo log-ins at the end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
    os.environ["TOMIK_DB_ROLE"] = "owner"
    # Django keeps a catalogue from its first text on: one compiled later is not read any more.
    compile_catalogues()
    try:
        import django

        django.setup()
    except EmbeddedError as error:
        print(f"tomik: {error}", file=sys.stderr)
        return 1
    code = up_to_date()
    if code != 0:
        return code
    if os.environ.get("DEMO", "1") != "0":
        code = load_demo()
    if code == 0:
        from tomik.config.commands import demo

        code = demo.run(Namespace(logins=True, json=False))
    return code


def load_demo() -> int:
    """Load the demo region into an empty database; what cannot be loaded is told in one line."""
    from tomik.config.commands import demo
    from tomik.kernel.errors import TomikError

    number = os.environ.get("DEMO_SCHOOLS", "300")
    if not number.isdecimal():
        print("tomik: " + _("DEMO_SCHOOLS=%s is not a number of schools.") % number, file=sys.stderr)
        return 1
    try:
        return demo.run(Namespace(schools=int(number), seed=1, if_empty=True, logins=False, json=False))
    except TomikError as error:
        print(f"tomik: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
