"""Accounts are made here and nowhere else."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from tomik.accounts.errors import AccountExists
from tomik.accounts.models import User


def user_by_email(email: str) -> User | None:
    """The person with this address, whatever the case of its letters."""
    return User.objects.filter(email__iexact=email.strip()).order_by("id").first()


def create_user(*, username: str, email: str, full_name: str, password: str) -> User:
    """Make an account; call it inside a transaction.

    Raises AccountExists when the name or the address is taken, django's ValidationError for a weak password
    (with all reasons).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("create_user runs inside the caller's transaction")
    email = email.strip().lower()
    taken = Q(username__iexact=username)
    if email:
        taken |= Q(email__iexact=email) | Q(username__iexact=email)
    if User.objects.filter(taken).exists():
        raise AccountExists
    user = User(username=username, email=email, full_name=full_name.strip())
    validate_password(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    return user


def change_email(*, user: User, email: str) -> None:
    """Give a person another address; the earlier one no longer signs in and gets no letters.

    Locks the person. Raises AccountExists when the address belongs to someone else.
    """
    email = email.strip().lower()
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=user.pk)
        others = User.objects.exclude(pk=user.pk)
        if others.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists():
            raise AccountExists
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
        user.email = email
        user.save(update_fields=["email"])
