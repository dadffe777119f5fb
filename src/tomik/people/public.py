"""What other rooms may use of people."""

from tomik.people.imports.school_kind import ClassLists
from tomik.people.models import ClassGroup, Enrolment, Pupil

__all__ = ["ClassGroup", "ClassLists", "Enrolment", "Pupil"]
