"""A process that is killed while it renders a paper: nothing is stored, the next one prints it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import PrintedForm, Receipt
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import World, build
from tomik.kernel.scope import acting
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
# A whole process of the product, asked for the paper over HTTP; the renderer takes it down in the middle of its work.
CHILD = """
import importlib, json, os, signal, sys
settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
import django
django.setup()
from django.conf import settings as live
live.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from tomik.accounts.public import User
from tomik.paper import forms
real = forms.typst.compile
def killed(*arguments, **options):
    assert real(*arguments, **options).startswith(b"%PDF")
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "kill":
    forms.typst.compile = killed
client = Client()
client.force_login(User.objects.get(pk=sys.argv[1]))
print(client.get(sys.argv[2]).status_code)
"""


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """The world of the fund, committed."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True), acting(system_scope()):
        yield build(cast)


def asked(world: World, where: str, how: str) -> subprocess.CompletedProcess[str]:
    """What became of a process that the librarian asked for the paper."""
    database = {
        key: str(connection.settings_dict[key]) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    }
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "SECRET_KEY": settings.SECRET_KEY,
        "TEST_DATABASE": json.dumps(database),
    }
    command = [sys.executable, "-c", CHILD, str(world.cast.librarian_a.pk), where, how]
    return subprocess.run(  # noqa: S603 - our own interpreter
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_process_killed_while_it_renders_leaves_nothing(world: World, client: Client) -> None:
    got(world, line(world.physics, 3))
    where = reverse("fund:receipt-paper", args=[world.school.uid, Receipt.objects.get().uid, "acceptance"])
    killed = asked(world, where, "kill")
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr[-2000:]
    assert PrintedForm.objects.count() == 0
    again = asked(world, where, "work")
    assert (again.returncode, again.stdout.strip()) == (0, "200"), again.stderr[-2000:]
    stored = PrintedForm.objects.get()
    client.force_login(world.cast.head_a)
    assert client.get(where).content == bytes(stored.pdf)
