"""What other rooms may use of people."""

from tomik.people.imports.school_kind import ClassLists
from tomik.people.models import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.people.rules.class_names import ClassNameRefused, parse_class
from tomik.people.services import log_access

__all__ = [
    "ClassGroup",
    "ClassLists",
    "ClassNameRefused",
    "Enrolment",
    "Pupil",
    "PupilListAccess",
    "log_access",
    "parse_class",
]
