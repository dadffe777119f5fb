"""What other rooms may use of provision."""

from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet, ShortageReason, SubjectNorm

__all__ = ["PlanApproval", "PlanLine", "PlanLineSet", "ShortageReason", "SubjectNorm"]
