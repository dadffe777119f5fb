"""Jobs of provision: the snapshot of the day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tomik.provision.services.snapshots import take_due_snapshots

LOCK = "provision.snapshots"


@app.periodic(cron="*/10 * * * *")
@app.task(name="provision.take_snapshots", queueing_lock=LOCK, lock=LOCK)
def take_snapshots(timestamp: int) -> None:
    """The first snapshot of a day, soon after midnight or after the program was started; nothing when it is there."""
    take_due_snapshots()


@app.periodic(cron="45 16 * * *")
@app.task(name="provision.close_day", queueing_lock="provision.close_day", lock=LOCK)
def close_day(timestamp: int) -> None:
    """The day's last snapshot, at 23:45 in Tomsk (16:45 UTC): it replaces that of the morning."""
    take_due_snapshots(again=True)
