"""What pages need at hand is fetched before they need it."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.officialaccount import scripts


@app.periodic(cron="* * * * *")
@app.task(name="officialaccount.keep_ticket", queueing_lock="officialaccount.keep_ticket", pass_context=False)
def keep_ticket(timestamp: int) -> bool:
    return scripts.keep_ticket(clock.now())
