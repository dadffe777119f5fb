"""Who and where a command of the administrator works: the region and the person in the journal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tomik.accounts.public import Role, User
from tomik.kernel.errors import TomikError
from tomik.territory.models import Membership, Region


def region_by_code(code: str) -> Region:
    """The region of that code, or the only one. Raises TomikError when it is not clear which."""
    regions = list(Region.objects.filter(code=code) if code else Region.objects.all()[:2])
    if len(regions) != 1:
        raise TomikError(
            _("Say which region: --region CODE.") if not code else _("There is no region with this code.")
        )
    return regions[0]


def command_user(username: str, *, region: Region) -> User:
    """The person who stands in the journal: the one named, otherwise the first administrator of the region."""
    if username:
        user = User.objects.filter(username=username).first()
    else:
        first = (
            Membership.objects.filter(role=Role.ADMINISTRATOR, region=region, ended_at__isnull=True)
            .select_related("user")
            .order_by("id")
            .first()
        )
        user = first.user if first is not None else None
    if user is None:
        raise TomikError(_("There is no such person. Make an administrator first, or name a person by --as."))
    return user
