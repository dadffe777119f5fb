"""Settings that the look of the product needs; the project's settings import them all. Constants only."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

# Browsers hold form-action against redirects too: signing in elsewhere starts with a form of ours.
_provider = urlsplit(os.environ.get("OIDC_SERVER_URL", ""))
_FORM_TARGETS = [f"{_provider.scheme}://{_provider.netloc}"] if _provider.netloc else []
_FORM_TARGETS += os.environ.get("CSP_FORM_ACTION", "").split()

# No inline script or style anywhere: everything comes from our own static files.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *_FORM_TARGETS],
        "frame-ancestors": [NONE],
    }
}
FORM_RENDERER = "tomik.ui.forms.Renderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
CSRF_FAILURE_VIEW = "tomik.ui.errors.csrf_failure"
UI_WORKBOOK = "tomik.config.exports.workbook"
# Django's levels by the names of Tabler's alerts.
MESSAGE_TAGS = {10: "secondary", 20: "info", 25: "success", 30: "warning", 40: "danger"}

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "CSRF_FAILURE_VIEW",
    "DJANGO_TABLES2_TEMPLATE",
    "FORM_RENDERER",
    "MESSAGE_TAGS",
    "UI_WORKBOOK",
]
