"""Jobs about jobs: what a worker that died had begun is taken up again, and what is long done is let go."""

from django.db import IntegrityError
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

# A worker tells every ten seconds that it lives.
SILENT_SECONDS = 30
KEPT_HOURS = 7 * 24


@app.periodic(cron="* * * * *")
@app.task(name="core.take_up_again", queueing_lock="core.take_up_again", pass_context=False)
async def take_up_again(timestamp: int) -> int:
    """Have every job done anew whose worker is gone (kill -9, a power cut); how many these were.

    Whatever a job does it may do twice: reactions have receipts, and what is sent is claimed.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except (ConnectorException, IntegrityError):
            # The next one of its kind waits already, and does the same.
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(stalled)


# Schedules are read in UTC: twenty to four in the morning in China.
@app.periodic(cron="40 19 * * *")
@app.task(name="core.let_go", queueing_lock="core.let_go", pass_context=False)
async def let_go(timestamp: int) -> None:
    """Jobs that were done a week ago say nothing any more; those that failed stay."""
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)
