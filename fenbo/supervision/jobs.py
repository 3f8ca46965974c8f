"""The watch over all clocks."""

from procrastinate.contrib.django import app

from fenbo.core import clock, playing
from fenbo.supervision.operations import orders, warnings


@app.periodic(cron="* * * * *")
@app.task(name="supervision.warn", queueing_lock="supervision.warn", pass_context=False)
def warn(timestamp: int) -> int:
    if playing.going_on():
        return 0
    now = clock.now()
    return warnings.warn(now=now) + orders.tell_overdue(now=now)
