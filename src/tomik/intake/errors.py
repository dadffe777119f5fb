"""Why an import does not go on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import Conflict, TomikError


class UploadCut(TomikError):
    """The request ended before the file did."""

    code = "upload_cut"
    default_message = _(
        "The upload was cut half-way: the file did not arrive whole. Nothing was changed; upload it again."
    )


class NoHeading(TomikError):
    """Nothing in the first rows looks like titles of columns."""

    code = "no_heading"
    default_message = _(
        "No row with titles of columns was found among the first 20 rows. Add such a row above the list"
        " (for example “Name”, “Class”) and upload the file again."
    )


class ColumnsMissing(TomikError):
    """Required columns are not chosen."""

    code = "columns_missing"

    def __init__(self, *, titles: str) -> None:
        super().__init__(
            _("Choose the columns without which the list cannot be read: %(titles)s.") % {"titles": titles}
        )


class NothingToApply(TomikError):
    """The file says what is already so."""

    code = "nothing_to_apply"
    default_message = _("Nothing changes: everything in this file is already in the system.")


class PlanChanged(Conflict):
    """The data changed after the preview was shown; the new preview is saved."""

    code = "plan_changed"
    default_message = _(
        "While you were looking, the data changed. Nothing was applied: look at the new numbers and confirm again."
    )


class AlreadyDone(Conflict):
    """The run is applied, taken back, or on its way."""

    code = "already_done"
    default_message = _("This import has already been applied or taken back.")


class QuestionsOpen(TomikError):
    """The preview asks what must not be guessed, and not all is answered."""

    code = "questions_open"
    default_message = _("Answer the questions above first: nothing was applied.")


class FileDeleted(Conflict):
    """The stored file is no longer there."""

    code = "file_deleted"
    default_message = _("The file of this import has been deleted. Upload it again.")


class OnItsWay(Conflict):
    """The worker is applying the import right now."""

    code = "on_its_way"
    default_message = _("The import is being applied right now. Delete its file when it is finished.")
