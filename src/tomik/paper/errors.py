"""Why a file could not be read or a paper not be made: one clear reason each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import TomikError


class UnreadableFile(TomikError):
    """The file as a whole cannot be read; nothing was taken from it."""

    code = "unreadable_file"
    default_message = _("The file could not be read. Open it in Excel or LibreOffice and save it as .xlsx.")


class EmptyFile(UnreadableFile):
    """No bytes, or no filled cell."""

    code = "empty_file"
    default_message = _("The file is empty: there is not a single filled cell in it.")


class FileTooLarge(UnreadableFile):
    """More bytes than an import takes."""

    code = "file_too_large"

    def __init__(self, *, megabytes: int) -> None:
        super().__init__(
            _("The file is larger than %(megabytes)s MB. Split it into parts or delete pictures from it.")
            % {"megabytes": megabytes}
        )


class UnpacksTooLarge(UnreadableFile):
    """A small archive that unpacks into a huge one."""

    code = "unpacks_too_large"

    def __init__(self, *, megabytes: int) -> None:
        super().__init__(
            _(
                "The file unpacks to more than %(megabytes)s MB, which no list of a school needs."
                " Copy the table into a new workbook and upload that."
            )
            % {"megabytes": megabytes}
        )


class TooManyRows(UnreadableFile):
    """More rows than an import takes."""

    code = "too_many_rows"

    def __init__(self, *, sheet: str, rows: int) -> None:
        super().__init__(
            _(
                "Sheet “%(sheet)s” has filled cells below row %(rows)s. Split the file, or delete the stray"
                " cells under the table."
            )
            % {"sheet": sheet, "rows": rows}
        )


class TooManyColumns(UnreadableFile):
    """A filled cell far to the right of any table."""

    code = "too_many_columns"

    def __init__(self, *, sheet: str, cell: str) -> None:
        super().__init__(
            _(
                "Sheet “%(sheet)s” has a filled cell far to the right of the table (%(cell)s)."
                " Delete what is there and upload the file again."
            )
            % {"sheet": sheet, "cell": cell}
        )


class NotATable(UnreadableFile):
    """A document of another kind, whatever its name says."""

    code = "not_a_table"

    def __init__(self, *, what: object) -> None:
        super().__init__(
            _(
                "This is not a table: inside the file is %(what)s, whatever its name says."
                " Upload an Excel table (.xlsx, .xls), .ods or .csv."
            )
            % {"what": what}
        )


class ProtectedFile(UnreadableFile):
    """Encrypted by a password."""

    code = "protected_file"
    default_message = _(
        "The file is protected by a password. Open it, remove the password (File → Info → Protect workbook)"
        " and upload it again."
    )


class MacroWorkbook(UnreadableFile):
    """Holds a program."""

    code = "macro_workbook"
    default_message = _(
        "The file holds macros (programs), and for safety such files are not taken."
        " Save it as “Excel workbook (.xlsx)” without macros and upload it again."
    )


class DamagedFile(UnreadableFile):
    """Cut half-way or broken."""

    code = "damaged_file"
    default_message = _(
        "The file is damaged or was not uploaded to the end. Check that it opens on your computer"
        " and upload it again."
    )


class UnsupportedFormat(UnreadableFile):
    """A table, but of a format that is not read."""

    code = "unsupported_format"

    def __init__(self, *, what: object) -> None:
        super().__init__(
            _("%(what)s is not supported. Open the file and save it as “Excel workbook (.xlsx)”.")
            % {"what": what}
        )


class PaperFailed(TomikError):
    """A form could not be rendered: a fault of the template, not of the person."""

    code = "paper_failed"
    status = 500
    default_message = _("The form could not be prepared. The administrator has been told.")
