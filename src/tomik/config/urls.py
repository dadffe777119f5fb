"""Root addresses: the only place that knows every room's."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from tomik.config.api import api

ROOMS = {
    "accounts": "accounts/",
    "territory": "territory/",
    "intake": "import/",
    "people": "classes/",
    "catalogue": "catalogue/",
    "ledger": "ledger/",
    "fund": "fund/",
    "writeoff": "writeoff/",
    "provision": "provision/",
}


def _rooms() -> list[URLPattern | URLResolver]:
    return [
        path(prefix, include(f"tomik.{room}.urls"))
        for room, prefix in ROOMS.items()
        if find_spec(f"tomik.{room}.urls") is not None
    ]


def _own(module: str, prefix: str) -> list[URLPattern | URLResolver]:
    return [path(prefix, include(module))] if find_spec(module) is not None else []


urlpatterns: list[URLPattern | URLResolver] = [
    *_own("tomik.config.views", ""),
    path("", include("tomik.ui.urls")),
    *_rooms(),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
handler400 = "tomik.ui.errors.bad_request"
handler403 = "tomik.ui.errors.permission_denied"
handler404 = "tomik.ui.errors.not_found"
handler500 = "tomik.ui.errors.server_error"
