"""Every night the published figures are compared with the journal; what was found is kept and shown beside them."""

import logging
from datetime import datetime
from itertools import islice

from fenbo.journal.verification import verify
from fenbo.reporting import cells
from fenbo.reporting.models import Comparison

log = logging.getLogger(__name__)
TOLD = 10


def compare(*, now: datetime) -> int:
    """Verify the journal with all that is published out of it; returns how many mistakes were found, at most ten."""
    cells.fold()
    report = verify()
    found = [report.first_bad] if report.first_bad else []
    found += [line for line in islice(cells.wrong(), TOLD) if line not in found]
    for line in found:
        log.error("figures: %s", line)
    Comparison.objects.create(
        at=now, events=report.events, mistakes=len(found), first=found[0][:500] if found else ""
    )
    return len(found)


def last() -> Comparison | None:
    """The newest comparison; None before the first night."""
    return Comparison.objects.order_by("-at").first()
