"""The sealer and the publisher of heads."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.journal import operations


@app.periodic(cron="* * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal", pass_context=False)
def seal(timestamp: int) -> int:
    return operations.seal_new_events(now=clock.now())


@app.periodic(cron="5 0 * * *")
@app.task(name="journal.publish_head", queueing_lock="journal.publish_head", pass_context=False)
def publish_head(timestamp: int) -> None:
    operations.publish_head(now=clock.now())
