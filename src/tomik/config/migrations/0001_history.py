"""Which rows of the rooms above territory keep a history (territory's own: its migration 0003).

In one place, so that the list is read at a glance; what is left out is in `kernel.history.UNTRACKED` with the reason.
"""

from django.db import migrations

from tomik.kernel.history import track


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0003_history"),
        ("people", "0002_fences"),
        ("catalogue", "0005_labels"),
        ("provision", "0002_fences"),
    ]

    operations = [
        track("people_classgroup", school="r.school_id"),
        # Who is in which class from when to when: no names here, and it goes when the pupil goes.
        track("people_enrolment", school="r.school_id", of="r.pupil_id", keep="forget"),
        track("catalogue_editionset", hidden=("title_key",)),
        track("catalogue_edition", of="r.edition_set_id", hidden=("search", "search_text")),
        track("catalogue_equivalence", region="r.region_id"),
        track(
            "catalogue_equivalencemember",
            region="r.region_id",
            of="r.equivalence_id",
            hidden=("region_id", "equivalence_id"),
            keep="whole",
        ),
        track("catalogue_federallistlink", of="r.edition_set_id"),
        track("catalogue_catalogueproposal", school="r.school_id"),
        track("provision_subjectnorm", of="r.subject_id"),
        track("provision_planline", school="r.school_id", hidden=("version",)),
        track(
            "provision_planlineset",
            school="r.school_id",
            of="r.line_id",
            hidden=("school_id", "line_id"),
            keep="whole",
        ),
        track("provision_planapproval", school="r.school_id"),
        track(
            "provision_shortagereason",
            school="r.school_id",
            of="r.line_id",
            hidden=("school_id", "line_id"),
            keep="whole",
        ),
    ]
