"""Messages go out at once, and again when their turn comes."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.notices import proving, sending


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_messages", queueing_lock="notices.send_messages", pass_context=False)
def send_messages(timestamp: int) -> int:
    return sending.send_waiting(now=clock.now())


@app.task(name="notices.send_messages_now")
def send_messages_now() -> int:
    return sending.send_waiting(now=clock.now())


@app.periodic(cron="41 * * * *")
@app.task(name="notices.forget_codes", queueing_lock="notices.forget_codes", pass_context=False)
def forget_codes(timestamp: int) -> int:
    return proving.forget(now=clock.now())
