"""What other rooms may use of people."""

from tomik.people.models import ClassGroup, Enrolment, Pupil

__all__ = ["ClassGroup", "Enrolment", "Pupil"]
