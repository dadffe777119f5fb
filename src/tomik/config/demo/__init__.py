"""The demo region: an invented region of real shape (see README.md)."""

from tomik.config.demo.assembly import Summary, build
from tomik.config.demo.stories import LOGINS, demo_logins

__all__ = ["LOGINS", "Summary", "build", "demo_logins"]
