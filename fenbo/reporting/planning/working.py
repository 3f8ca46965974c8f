"""How long a dispatcher takes for a case, as the journal lets one see it."""

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median

from fenbo.cases.lifecycle import Move
from fenbo.journal.queries import made_between

# What a dispatcher does with a case that waits at the centre.
DONE = (Move.DISPATCH, Move.ANSWER_AT_ONCE, Move.NOT_ACCEPT, Move.HAND_OFF, Move.MERGE)
# A longer gap is a break, or there was nothing to do.
AT_WORK = timedelta(minutes=15)
FEWEST = 10
USUAL_SECONDS = 180.0


def dispatch_seconds(since: datetime, until: datetime) -> tuple[float, bool]:
    """The median time from one case to the next of the same person at work, and whether enough were seen to say so."""
    last: dict[int, datetime] = {}
    gaps = []
    for one in made_between(DONE, since, until):
        if one.actor_id is None:
            continue
        before = last.get(one.actor_id)
        if before is not None and timedelta() < one.at - before <= AT_WORK:
            gaps.append((one.at - before).total_seconds())
        last[one.actor_id] = one.at
    return (median(gaps), True) if len(gaps) >= FEWEST else (USUAL_SECONDS, False)


def on_duty(since: datetime, until: datetime) -> dict[datetime, int]:
    """How many different people dispatched in each hour, by the hour's beginning."""
    people: dict[datetime, set[int]] = defaultdict(set)
    for one in made_between(DONE, since, until):
        if one.actor_id is not None:
            people[one.at.replace(minute=0, second=0, microsecond=0)].add(one.actor_id)
    return {hour: len(found) for hour, found in people.items()}
