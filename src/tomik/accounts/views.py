"""A person's own account."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.errors import AccountExists
from tomik.accounts.forms import EmailForm, ProfileForm
from tomik.accounts.services import change_email
from tomik.ui.public import SeeOther


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, password, second factor and the roles of the person."""
    assert request.user.is_authenticated  # noqa: S101 - what login_required guarantees
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST":
        if form.is_valid():
            request.user.save(update_fields=["full_name"])
            messages.success(request, _("Saved."))
            return SeeOther(reverse("accounts:profile"))
        request.user.refresh_from_db()
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Another address. The password is asked again, because the address opens the account."""
    assert request.user.is_authenticated  # noqa: S101 - what login_required guarantees
    form = EmailForm(
        request.POST if request.method == "POST" else None, initial={"email": request.user.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_email(user=request.user, email=form.cleaned_data["email"])
        except AccountExists as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Saved."))
            return SeeOther(reverse("accounts:profile"))
    return render(request, "accounts/email.html", {"form": form}, status=422 if form.is_bound else 200)
