"""Jobs of imports: big files are applied by the worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from tomik.accounts.public import User
from tomik.intake import files, services
from tomik.intake.errors import PlanChanged
from tomik.intake.models import ImportRun
from tomik.kernel import clock, origin, scope
from tomik.kernel.errors import Busy, TomikError
from tomik.territory.public import scope_of, system_scope

ATTEMPTS_MAX = 10
logger = logging.getLogger(__name__)


@app.task(
    name=services.APPLY_JOB,
    pass_context=True,
    retry=RetryStrategy(max_attempts=ATTEMPTS_MAX, wait=10, retry_exceptions={Busy}),
)
def apply_import(context: JobContext, *, run_uid: str, user_id: int, shown: str) -> None:
    """Apply a run. Safe to run twice: the state is read under the lock; a killed worker leaves nothing half-done."""
    user = User.objects.get(pk=user_id)
    with scope.came_from(origin.JOB), scope.acting(scope_of(user)):
        run = ImportRun.objects.filter(uid=run_uid, state=ImportRun.State.QUEUED).first()
        if run is not None:
            run.state = ImportRun.State.APPLYING
            run.save(update_fields=["state"])
        try:
            services.apply_run(run_uid=run_uid, user=user, shown=shown)
        except PlanChanged:
            logger.info("import %s: the plan changed, shown anew", run_uid)
        except Busy as error:
            if context.job is not None and context.job.attempts + 1 >= ATTEMPTS_MAX:
                services.mark_failed(run_uid=run_uid, message=str(error))
            raise
        except TomikError as error:
            services.mark_failed(run_uid=run_uid, message=str(error))


@app.periodic(cron="* * * * *")
@app.task(name="intake.rescue_stalled", queueing_lock="intake.rescue_stalled")
async def rescue_stalled(timestamp: int) -> None:
    """Start again the imports whose worker was killed (no heartbeat for half a minute)."""
    for job in await app.job_manager.get_stalled_jobs(task_name=services.APPLY_JOB):
        await app.job_manager.retry_job(job, retry_at=clock.now() + timedelta(seconds=1))


@app.periodic(cron="23 3 * * *")
@app.task(name="intake.forget_files", queueing_lock="intake.forget_files")
def forget_files(timestamp: int) -> None:
    """Every night: delete the files whose days are over (setting IMPORT_FILE_DAYS)."""
    with scope.came_from(origin.JOB), scope.acting(system_scope()):
        count = files.forget_old_files(days=settings.IMPORT_FILE_DAYS)
    logger.info("files of imports deleted: %s", count)
