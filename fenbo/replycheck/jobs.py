"""Every night the reviews of the day are learnt from."""

import logging

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.replycheck import operations

logger = logging.getLogger(__name__)


# Schedules are read in UTC: ten past three in the morning in China.
@app.periodic(cron="10 19 * * *")
@app.task(name="replycheck.learn", queueing_lock="replycheck.learn", pass_context=False)
def learn(timestamp: int) -> None:
    try:
        operations.learn(now=clock.now())
    except ValueError as reason:
        logger.info("nothing learnt about replies: %s", reason)
