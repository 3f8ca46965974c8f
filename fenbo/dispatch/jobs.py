"""Every night the centre's decisions of the day are learnt from."""

import logging

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.dispatch import learning
from fenbo.judgement.model import CannotLearn

logger = logging.getLogger(__name__)


# Schedules are read in UTC: three in the morning in China.
@app.periodic(cron="0 19 * * *")
@app.task(name="dispatch.learn", queueing_lock="dispatch.learn", pass_context=False)
def learn(timestamp: int) -> None:
    try:
        learning.learn(actor=Actor.system("每夜学习"), now=clock.now(), progress=logger.info)
    except CannotLearn as reason:
        logger.info("nothing learnt: %s", reason)
