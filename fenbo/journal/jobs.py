"""The sealer and the publisher of heads."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.journal import consumers, operations, publishing


@app.periodic(cron="* * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal", pass_context=False)
def seal(timestamp: int) -> int:
    return operations.seal_new_events(now=clock.now())


# Schedules are read in UTC: five minutes past midnight in China.
@app.periodic(cron="5 16 * * *")
@app.task(name="journal.publish_head", queueing_lock="journal.publish_head", pass_context=False)
def publish_head(timestamp: int) -> None:
    operations.publish_head(now=clock.now())
    publishing.write_new()


@app.task(name="journal.consume", retry=RetryStrategy(max_attempts=8, exponential_wait=2))
def consume(consumer: str, event_id: int) -> None:
    consumers.deliver(consumer, event_id, now=clock.now())
