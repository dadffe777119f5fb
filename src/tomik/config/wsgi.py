"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from tomik.config.orphans import PARENT, end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
if os.environ.get(PARENT):
    end_with_parent()
application = get_wsgi_application()
