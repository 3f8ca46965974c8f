"""Messages go out at once, and again when their turn comes."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.notices import sending


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_messages", queueing_lock="notices.send_messages", pass_context=False)
def send_messages(timestamp: int) -> int:
    return sending.send_waiting(now=clock.now())


@app.task(name="notices.send_messages_now")
def send_messages_now() -> int:
    return sending.send_waiting(now=clock.now())
