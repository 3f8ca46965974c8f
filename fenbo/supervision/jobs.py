"""The watch over all clocks."""

from procrastinate.contrib.django import app

from fenbo.core import clock, playing
from fenbo.supervision.operations import digests, orders, rechecks, warnings


@app.periodic(cron="* * * * *")
@app.task(name="supervision.warn", queueing_lock="supervision.warn", pass_context=False)
def warn(timestamp: int) -> int:
    if playing.going_on():
        return 0
    now = clock.now()
    return warnings.warn(now=now) + orders.tell_overdue(now=now)


@app.periodic(cron="2 * * * *")
@app.task(name="supervision.digest", queueing_lock="supervision.digest", pass_context=False)
def digest(timestamp: int) -> int:
    return 0 if playing.going_on() else digests.tell(now=clock.now())


# Schedules are read in UTC: Monday at six in the morning in China.
@app.periodic(cron="0 22 * * 0")
@app.task(name="supervision.draw", queueing_lock="supervision.draw", pass_context=False)
def draw(timestamp: int) -> int:
    return rechecks.draw_last_week(now=clock.now())
