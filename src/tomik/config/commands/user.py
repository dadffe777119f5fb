"""`tomik user`: the first administrator, passwords and the list of those who may sign in."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import TYPE_CHECKING, Any

from tomik.config.words import word as _

if TYPE_CHECKING:
    from tomik.accounts.public import User


def register(commands: Any) -> None:
    """Add the group `user`."""
    group = commands.add_parser("user", help=_("People who may sign in.")).add_subparsers()
    create = group.add_parser("create-admin", help=_("Create an administrator of the region."))
    create.add_argument("username", help=_("name to sign in with"))
    create.add_argument("--email", default="", help=_("e-mail of the person"))
    create.add_argument("--full-name", default="", help=_("surname, first name and patronymic"))
    create.add_argument(
        "--region", default="", help=_("code of the region; may be left out if there is only one")
    )
    create.add_argument(
        "--region-name", default="", help=_("create the region with this name if its code is new")
    )
    _add_password_options(create)
    create.set_defaults(run=create_admin)
    password = group.add_parser("set-password", help=_("Give a person a new password."))
    password.add_argument("username", help=_("name to sign in with"))
    _add_password_options(password)
    password.set_defaults(run=set_password)
    for name, text, active in (
        ("disable", _("Do not let a person sign in any more."), False),
        ("enable", _("Let a person sign in again."), True),
    ):
        one = group.add_parser(name, help=text)
        one.add_argument("username", help=_("name to sign in with"))
        one.set_defaults(run=set_active, active=active)
    factor = group.add_parser("reset-mfa", help=_("Take the second factor away: the telephone is lost."))
    factor.add_argument("username", help=_("name to sign in with"))
    factor.set_defaults(run=reset_second_factor)
    listing = group.add_parser("list", help=_("List people, their roles and units."))
    listing.add_argument("--json", action="store_true", help=_("print JSON"))
    listing.set_defaults(run=list_users)


def _add_password_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=_("read the password from the first line of the standard input"),
    )


def create_admin(arguments: argparse.Namespace) -> int:
    """Create a user with the role of administrator in a region; all or nothing."""
    from django.db import transaction

    from tomik.accounts.public import Role, User
    from tomik.territory.public import Membership

    if User.objects.filter(username=arguments.username).exists():
        return _fail(f"there is a user {arguments.username} already.")
    user = User(username=arguments.username, email=arguments.email, full_name=arguments.full_name)
    password = _password(arguments, user)
    if password is None:
        return 1
    with transaction.atomic(durable=True):
        region = _region(arguments)
        if region is None:
            return 1
        user.set_password(password)
        user.save()
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR, region=region)
    print(f"{user.username}: {Role.ADMINISTRATOR.label}, {region.name}")
    return 0


def _region(arguments: argparse.Namespace) -> Any:
    from tomik.territory.public import Region

    regions = list(Region.objects.filter(code=arguments.region) if arguments.region else Region.objects.all())
    if len(regions) == 1:
        return regions[0]
    if arguments.region and arguments.region_name:
        return Region.objects.create(code=arguments.region, name=arguments.region_name)
    if arguments.region:
        _fail(f"there is no region {arguments.region}; give --region-name to create it.")
    else:
        codes = ", ".join(region.code for region in regions)
        _fail(f"name the region with --region ({codes or 'there is none yet: add --region-name'}).")
    return None


def set_password(arguments: argparse.Namespace) -> int:
    """Set a password that the password rules accept."""
    from tomik.accounts.public import User

    user = User.objects.filter(username=arguments.username).first()
    if user is None:
        return _fail(f"there is no user {arguments.username}.")
    password = _password(arguments, user)
    if password is None:
        return 1
    user.set_password(password)
    user.save(update_fields=["password"])
    return 0


def set_active(arguments: argparse.Namespace) -> int:
    """Let a person sign in, or not."""
    from tomik.accounts.public import User

    if not User.objects.filter(username=arguments.username).update(is_active=arguments.active):
        return _fail(f"there is no user {arguments.username}.")
    return 0


def reset_second_factor(arguments: argparse.Namespace) -> int:
    """Delete a person's one-time codes and recovery codes; the password alone signs in again."""
    from allauth.mfa.models import Authenticator

    from tomik.accounts.public import User

    user = User.objects.filter(username=arguments.username).first()
    if user is None:
        return _fail(f"there is no user {arguments.username}.")
    count, _by_model = Authenticator.objects.filter(user=user).delete()
    return 0 if count else _fail(f"{user.username} has no second factor.")


def list_users(arguments: argparse.Namespace) -> int:
    """Print everyone with their roles."""
    from tomik.accounts.public import Role, User
    from tomik.territory.public import Membership, unit_of

    memberships = Membership.objects.filter(ended_at__isnull=True).select_related(
        "school", "municipality", "region"
    )
    roles: dict[int, list[tuple[str, str]]] = {}
    for membership in memberships:
        roles.setdefault(membership.user_id, []).append((membership.role, unit_of(membership).name))
    users = [
        {
            "username": user.username,
            "full_name": user.full_name,
            "is_active": user.is_active,
            "roles": [{"role": role, "unit": unit} for role, unit in roles.get(user.pk, [])],
        }
        for user in User.objects.order_by("username")
    ]
    if arguments.json:
        print(json.dumps(users, ensure_ascii=False))
        return 0
    for user, row in zip(User.objects.order_by("username"), users, strict=True):
        where = "; ".join(f"{Role(role).label}: {unit}" for role, unit in roles.get(user.pk, []))
        print(f"{row['username']}\t{row['full_name']}\t{'' if row['is_active'] else 'disabled'}\t{where}")
    return 0


def _password(arguments: argparse.Namespace, user: User) -> str | None:
    """Ask for the password and check it against the rules; None after having said what is wrong."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            _fail("the two passwords differ.")
            return None
    else:
        _fail("there is no terminal to ask at; use --password-stdin.")
        return None
    try:
        validate_password(password, user)
    except ValidationError as error:
        _fail(" ".join(error.messages))
        return None
    return password


def _fail(message: str) -> int:
    print(f"tomik: {message}", file=sys.stderr)
    return 1
