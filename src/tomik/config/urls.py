"""Root addresses: the only place that knows every room's."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

ROOMS = {
    "accounts": "people/",
    "territory": "territory/",
    "intake": "import/",
    "people": "classes/",
    "catalogue": "catalogue/",
    "ledger": "ledger/",
    "fund": "fund/",
    "provision": "provision/",
}


def _rooms() -> list[URLPattern | URLResolver]:
    return [
        path(prefix, include(f"tomik.{room}.urls"))
        for room, prefix in ROOMS.items()
        if find_spec(f"tomik.{room}.urls") is not None
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *_rooms(),
]
if find_spec("tomik.config.views") is not None:
    urlpatterns += import_module("tomik.config.views").urlpatterns
