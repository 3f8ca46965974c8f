"""What is forgotten by itself."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.wechat import operations


@app.periodic(cron="*/5 * * * *")
@app.task(name="wechat.forget", queueing_lock="wechat.forget", pass_context=False)
def forget(timestamp: int) -> int:
    return operations.forget(now=clock.now())
