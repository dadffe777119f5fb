"""The program `tomik`: help, exit codes, users, messages."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.config import console, messages
from tomik.config.arguments import root_parser
from tomik.config.commands.serve import port_problem
from tomik.territory.public import Membership, Region

GOOD = "correct horse battery staple"


def _run(*words: str) -> int:
    """Run in the test's own transaction: what is durable for an operator is nested here."""
    return console.main(list(words))


@pytest.fixture
def operator(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMIK_DB_ROLE", "owner")


def test_help_lists_the_commands_of_all_rooms(operator: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _run("--help")
    assert end.value.code == 0
    text = capsys.readouterr().out
    commands = ("serve", "backup", "restore", "migrate", "demo", "user", "import", "ledger", "checklist")
    assert [name for name in commands if f"\n    {name} " not in text and f"\n    {name}\n" not in text] == []


@pytest.mark.parametrize("words", [[], ["dance"], ["user"], ["user", "create-admin"], ["backup"]])
def test_wrong_usage_ends_with_two(operator: None, words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _run(*words)
    assert end.value.code == 2


def test_the_first_administrator(
    operator: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    words = (
        "user",
        "create-admin",
        "boss",
        "--region",
        "70",
        "--region-name",
        "Томская область",
        "--password-stdin",
    )
    assert _run(*words) == 0
    user = User.objects.get(username="boss")
    assert user.check_password(GOOD)
    assert [(m.role, m.region.code) for m in Membership.objects.select_related("region")] == [
        ("administrator", "70")
    ]
    assert _run("user", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert listed == [
        {
            "username": "boss",
            "full_name": "",
            "is_active": True,
            "roles": [{"role": "administrator", "unit": "Томская область"}],
        }
    ]
    assert _run(*words) == 1


@pytest.mark.parametrize(
    ("password", "options"),
    [
        ("12345", ["--region", "70", "--region-name", "Р"]),
        (GOOD, ["--region", "70"]),
        (GOOD, []),
    ],
)
def test_a_refused_administrator_leaves_nothing(
    operator: None, monkeypatch: pytest.MonkeyPatch, password: str, options: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    assert _run("user", "create-admin", "boss", "--password-stdin", *options) == 1
    assert (User.objects.count(), Region.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_password_and_access_of_a_person(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    name = cast.librarian_a.username
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    assert _run("user", "set-password", name, "--password-stdin") == 0
    assert User.objects.get(username=name).check_password(GOOD)
    assert _run("user", "disable", name) == 0
    assert not User.objects.get(username=name).is_active
    assert _run("user", "enable", name) == 0
    assert User.objects.get(username=name).is_active
    assert _run("user", "disable", "nobody") == 1


def test_a_lost_telephone(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.librarian_a, type="totp", data={})
    Authenticator.objects.create(user=cast.librarian_b, type="totp", data={})
    assert _run("user", "reset-mfa", cast.librarian_a.username) == 0
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [cast.librarian_b.pk]
    assert _run("user", "reset-mfa", cast.librarian_a.username) == 1
    assert _run("user", "reset-mfa", "nobody") == 1


def test_migrated_needs_nothing(operator: None) -> None:
    assert _run("migrate", "--check") == 0


def test_two_rooms_may_ask_for_the_same_group() -> None:
    parser = root_parser()
    commands = parser.add_subparsers()
    first = commands.add_parser("import", help="x").add_subparsers()
    second = parser.add_subparsers().add_parser("import").add_subparsers()
    assert first is second
    second.add_parser("list").set_defaults(run=lambda _: 7)
    assert parser.parse_args(["import", "list"]).run(None) == 7


def test_a_taken_port_is_one_line() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        problem = port_problem("127.0.0.1", port)
    assert str(port) in problem
    assert "\n" not in problem
    assert port_problem("127.0.0.1", port) == ""
    assert "no such host.invalid" not in port_problem("no-such-host.invalid", 8000)
    assert port_problem("no-such-host.invalid", 8000) != ""


def test_catalogues_are_compiled_once(tmp_path: Path) -> None:
    source = tmp_path / "room" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Book"\nmsgstr "Книга"\n'
    )
    assert messages.compile_catalogues(tmp_path) == 1
    assert "Книга".encode() in source.with_suffix(".mo").read_bytes()
    assert messages.compile_catalogues(tmp_path) == 0
    os.utime(source, (source.stat().st_atime + 5, source.stat().st_mtime + 5))
    assert messages.compile_catalogues(tmp_path) == 1
    assert [path.name for path in source.parent.iterdir() if path.suffix == ".tmp"] == []
