"""What time does to the hotline."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.operations import recordings


@app.periodic(cron="40 3 * * *")
@app.task(name="hotline.remove_old", queueing_lock="hotline.remove_old", pass_context=False)
def remove_old(timestamp: int) -> int:
    """Remove the recordings whose time is over; returns how many."""
    return recordings.remove_old(clock.now().astimezone(SHANGHAI).date())
