"""What other rooms may use of intake."""

from tomik.intake.models import ImportRun
from tomik.intake.registry import kind_named, kinds, register_kind

__all__ = ["ImportRun", "kind_named", "kinds", "register_kind"]
