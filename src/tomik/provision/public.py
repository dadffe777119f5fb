"""What other rooms may use of provision."""

from tomik.provision.models import PlanLine, PlanLineSet, ShortageReason, SubjectNorm

__all__ = ["PlanLine", "PlanLineSet", "ShortageReason", "SubjectNorm"]
