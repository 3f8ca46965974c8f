"""What time does to the hotline."""

from datetime import timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.directory.actors import Actor
from fenbo.hotline.operations import passing, quality, recordings, working


@app.periodic(cron="40 3 * * *")
@app.task(name="hotline.remove_old", queueing_lock="hotline.remove_old", pass_context=False)
def remove_old(timestamp: int) -> int:
    """Remove the recordings whose time is over; returns how many."""
    return recordings.remove_old(now=clock.now())


@app.periodic(cron="20 4 * * 1")
@app.task(name="hotline.draw_samples", queueing_lock="hotline.draw_samples", pass_context=False)
def draw_samples(timestamp: int) -> int:
    """Draw what of the week that ended yesterday is to be scored; returns how many calls."""
    now = clock.now()
    last = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    each = settings.SAMPLES_A_WEEK
    if not each:
        return 0
    return quality.draw(first=last - timedelta(days=6), last=last, each=each, actor=Actor.system(), now=now)


@app.periodic(cron="* * * * *")
@app.task(name="hotline.pass_late", queueing_lock="hotline.pass_late", pass_context=False)
def pass_late(timestamp: int) -> int:
    """Give the centre what no support group answered in time; returns how many."""
    return passing.pass_late(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="hotline.end_wrap_ups", queueing_lock="hotline.end_wrap_ups", pass_context=False)
def end_wrap_ups(timestamp: int) -> int:
    """Where no telephone is followed, nobody else looks whose wrap-up is over; returns how many."""
    return working.end_wrap_ups(now=clock.now())
