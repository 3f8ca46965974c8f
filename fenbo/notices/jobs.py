"""Short messages go out at once, and again when their turn comes."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.notices import sending


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_texts", queueing_lock="notices.send_texts", pass_context=False)
def send_texts(timestamp: int) -> int:
    return sending.send_waiting(now=clock.now())


@app.task(name="notices.send_texts_now")
def send_texts_now() -> int:
    return sending.send_waiting(now=clock.now())
