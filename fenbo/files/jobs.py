"""The sweeper."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.files import operations


@app.periodic(cron="40 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", pass_context=False)
def sweep(timestamp: int) -> int:
    """Remove files that were never finished or never got their row."""
    return operations.sweep(now=clock.now())
