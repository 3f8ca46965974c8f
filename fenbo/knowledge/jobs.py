"""What time and workers do in this room."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.knowledge.operations import entries, policies, readers, subscribing


@app.periodic(cron="10 1 * * *")
@app.task(name="knowledge.warn_of_ends", queueing_lock="knowledge.warn_of_ends", pass_context=False)
def warn_of_ends(timestamp: int) -> int:
    return entries.warn_of_ends(now=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="knowledge.settle_openings", queueing_lock="knowledge.settle_openings", pass_context=False)
def settle_openings(timestamp: int) -> int:
    return readers.settle_openings(now=clock.now())


@app.periodic(cron="30 3 * * *")
@app.task(name="knowledge.forget", queueing_lock="knowledge.forget", pass_context=False)
def forget_unconfirmed(timestamp: int) -> int:
    return subscribing.forget_unconfirmed(now=clock.now())


@app.task(name="knowledge.tell_subscribers", retry=RetryStrategy(max_attempts=5, wait=60))
def tell_subscribers(policy_id: str) -> None:
    subscribing.tell_subscribers(policy_id=UUID(policy_id), now=clock.now())


@app.task(name="knowledge.extract", retry=RetryStrategy(max_attempts=3, wait=60))
def extract(policy_id: str) -> None:
    policies.extracted(policy_id=UUID(policy_id))
