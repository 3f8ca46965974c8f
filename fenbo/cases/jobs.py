"""What time does to cases."""

from procrastinate.contrib.django import app

from fenbo.cases.models import Clock
from fenbo.cases.operations.requester import lapse_info
from fenbo.catalogue.hops import Hop
from fenbo.core import clock, playing
from fenbo.core.errors import Refused
from fenbo.directory.actors import Actor


@app.periodic(cron="*/5 * * * *")
@app.task(name="cases.lapse", queueing_lock="cases.lapse", pass_context=False)
def lapse(timestamp: int) -> int:
    """Go on with every case whose requester has not answered a question in time; returns how many."""
    if playing.going_on():
        return 0
    now, lapsed = clock.now(), 0
    waiting = Clock.objects.filter(hop=Hop.MORE_INFO, stopped_at=None, due_at__lte=now)
    for case_id in waiting.values_list("case_id", flat=True):
        try:
            lapse_info(case_id=case_id, actor=Actor.system(), now=now)
            lapsed += 1
        except Refused:
            # The requester answered in this very moment.
            continue
    return lapsed
