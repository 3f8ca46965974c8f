"""The sentence with which the counts are published, as the founding months were reported."""

from datetime import datetime

from django.utils.translation import gettext as _

from fenbo.core.clock import SHANGHAI
from fenbo.reporting.counts import Counts


def bulletin(counts: Counts) -> str:
    """截至…累计收到…办结…办结率…; without a rate while nothing was received."""
    about = {
        "at": moment(counts.at),
        "received": counts.received,
        "closed": counts.closed,
        "rate": counts.rate,
    }
    if counts.rate is None:
        return _("截至%(at)s，累计收到诉求0件。") % about
    return _("截至%(at)s，累计收到诉求%(received)s件，办结%(closed)s件，办结率%(rate)s%%。") % about


def moment(at: datetime) -> str:
    """A whole day when it is the day's last moment, else to the minute."""
    here = at.astimezone(SHANGHAI)
    about = {"year": here.year, "month": here.month, "day": here.day}
    if (here.hour, here.minute) == (23, 59):
        return _("%(year)s年%(month)s月%(day)s日") % about
    return _("%(year)s年%(month)s月%(day)s日%(time)s") % {**about, "time": f"{here:%H:%M}"}
