"""What turned amber or red in the last hour, told to the supervisors at once instead of clock by clock (汇总)."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.scope import centre_id
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.notices import operations as notices
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision.models import ClockWarning, Level

HOUR = timedelta(hours=1)
NAMED = 5


@transaction.atomic
def tell(*, now: datetime) -> int:
    """One notice for what was warned of since the last whole hour but one; none of nothing. Returns how many clocks.

    The same hour is told once, however often this runs.
    """
    end = now.replace(minute=0, second=0, microsecond=0)
    rows = ClockWarning.objects.filter(at__gte=end - HOUR, at__lt=end)
    found = list(rows.values_list("level", "clock__unit__name"))
    if not found:
        return 0
    notices.post(
        [
            Notice(
                key=f"digest:{end.isoformat()}",
                topic=Topic.DIGEST,
                unit_id=centre_id(),
                duty=Duty.SUPERVISE,
                subject=new_id(),
                text=_said(found, end),
                created_at=now,
            )
        ]
    )
    return len(found)


def _said(found: list[tuple[str, str]], end: datetime) -> str:
    levels = Counter(level for level, _unit in found)
    late = Counter(unit for level, unit in found if level == Level.RED).most_common(NAMED)
    about = {
        "since": f"{(end - HOUR).astimezone(SHANGHAI):%H:%M}",
        "until": f"{end.astimezone(SHANGHAI):%H:%M}",
        "red": levels[Level.RED],
        "amber": levels[Level.AMBER],
    }
    text = _("%(since)s至%(until)s新增超时%(red)s个环节、预警%(amber)s个。") % about
    if late:
        text += _("超时的单位：%(units)s。") % {
            "units": "、".join(f"{unit} {number}" for unit, number in late)
        }
    return text[:300]
