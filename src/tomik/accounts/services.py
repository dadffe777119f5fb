"""Accounts are made here and nowhere else."""

from __future__ import annotations

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
