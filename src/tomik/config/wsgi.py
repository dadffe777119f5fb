"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from tomik.config.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
if os.environ.get("TOMIK_END_WITH_PARENT") == "1":
    end_with_parent()
application = get_wsgi_application()
