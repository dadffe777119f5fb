"""A person's own account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.forms import ProfileForm
from tomik.ui.public import SeeOther


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, e-mail, password, second factor and the roles of the person."""
    assert request.user.is_authenticated  # noqa: S101 - what login_required guarantees
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST":
        if form.is_valid():
            request.user.save(update_fields=["full_name", "email"])
            messages.success(request, _("Saved."))
            return SeeOther(reverse("accounts:profile"))
        request.user.refresh_from_db()
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)
