"""Federal norms of the form of textbooks: where only a printed one will do."""

from __future__ import annotations

from tomik.catalogue.public import Subject
from tomik.provision.models import SubjectNorm

# Orders of the Ministry of Education 286 (п. 36.1), 287 (п. 37.3) and 413: a printed textbook for each pupil.
_PRINTED = {
    SubjectNorm.Stage.PRIMARY: ("286, п. 36.1", {"russian", "reading", "mathematics", "world", "foreign"}),
    SubjectNorm.Stage.BASIC: (
        "287, п. 37.3",
        {
            "russian",
            "literature",
            "mathematics",
            "algebra",
            "geometry",
            "probability",
            "informatics",
            "physics",
            "chemistry",
            "biology",
            "geography",
            "history",
            "social-studies",
            "foreign",
        },
    ),
    SubjectNorm.Stage.SECONDARY: (
        "413",
        {
            "russian",
            "literature",
            "mathematics",
            "algebra-analysis",
            "geometry",
            "probability",
            "informatics",
            "physics",
            "chemistry",
            "biology",
            "geography",
            "history",
            "social-studies",
            "foreign",
        },
    ),
}


def ensure_norms() -> int:
    """Write the norms that are missing; those that an operator has changed stay. Returns how many were made."""
    norms = [
        SubjectNorm(
            subject=subject,
            stage=stage,
            medium=SubjectNorm.Medium.PRINTED if subject.code in printed else SubjectNorm.Medium.ANY,
            source=source,
        )
        for subject in Subject.objects.all()
        for stage, (source, printed) in _PRINTED.items()
    ]
    before = SubjectNorm.objects.count()
    SubjectNorm.objects.bulk_create(norms, ignore_conflicts=True)
    return SubjectNorm.objects.count() - before
