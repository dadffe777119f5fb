"""Moves: behind the fence of their school, kept as they were posted, every change of their heads remembered."""

from pathlib import Path

from django.db import migrations

from tomik.kernel.history import track
from tomik.kernel.rls import fence

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("fund", "0009_moves"), ("territory", "0003_history")]
    operations = [
        fence("fund_move"),
        fence("fund_moveline"),
        migrations.RunSQL(
            (SQL / "moves.sql").read_text(encoding="utf-8"),
            (SQL / "moves_reverse.sql").read_text(encoding="utf-8"),
        ),
        track("fund_move", school="r.school_id", hidden=("version",)),
    ]
