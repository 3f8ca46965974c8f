"""Every minute what has come in is placed."""

import time

from procrastinate.contrib.django import app

from fenbo.core import clock, playing
from fenbo.topics import placing

# A backlog, as after a past was played back, is placed over several turns, so that nothing else waits for it.
SECONDS = 45


@app.periodic(cron="* * * * *")
@app.task(name="topics.place", queueing_lock="topics.place", pass_context=False)
def place(timestamp: int) -> int:
    if playing.going_on():
        return 0
    until = time.monotonic() + SECONDS
    return placing.place_waiting(now=clock.now(), go_on=lambda: time.monotonic() < until)
