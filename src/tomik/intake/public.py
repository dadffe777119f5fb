"""What other rooms may use of intake."""

from tomik.intake.batch import Batch, BatchReport, import_batch, undo_batch
from tomik.intake.cli import add_options, print_report, run_file
from tomik.intake.models import ImportRun
from tomik.intake.registry import kind_named, kinds, register_kind

__all__ = [
    "Batch",
    "BatchReport",
    "ImportRun",
    "add_options",
    "import_batch",
    "kind_named",
    "kinds",
    "print_report",
    "register_kind",
    "run_file",
    "undo_batch",
]
