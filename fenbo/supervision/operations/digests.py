"""What turned amber or red and what orders came in, told in sums instead of one by one (汇总).

Each post is told once an hour on the desk, and each person who asked for it by mail or WeChat once an interval: however
many clocks turn, nobody gets more than that.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.scope import centre_id
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import new_id
from fenbo.directory.duties import Duty
from fenbo.notices import operations as notices
from fenbo.notices import sending, wishes
from fenbo.notices.models import Every, Notice
from fenbo.notices.operations import Telling
from fenbo.notices.texts import Text
from fenbo.notices.topics import Topic
from fenbo.supervision.models import ClockWarning, Level
from fenbo.supervision.operations.warnings import acting

HOUR = timedelta(hours=1)
NAMED = 5
Post = tuple[int, Duty]
# Of one post: how many orders came in, and how many clocks turned to each level.
Sums = Counter[str]
ORDERS = "orders"


@transaction.atomic
def tell(*, now: datetime) -> int:
    """Tell of the hour that has just ended, and whoever has chosen longer ones of those; returns how many were told.

    The same hour is told once, however often this runs, and nobody of nothing.
    """
    end = now.replace(minute=0, second=0, microsecond=0)
    return _tell_posts(end, now) + sum(_tell_people(every, end, now) for every in Every)


def _tell_posts(end: datetime, now: datetime) -> int:
    sums = _sums(end - HOUR, end)
    late = _late_units(end - HOUR, end)
    notices.post(
        [
            Notice(
                key=f"digest:{end.isoformat()}:{unit_id}:{duty}",
                topic=Topic.DIGEST,
                unit_id=unit_id,
                duty=duty,
                subject=new_id(),
                text=_said(found, end, late if duty == Duty.SUPERVISE else []),
                created_at=now,
            )
            for (unit_id, duty), found in sums.items()
        ]
    )
    return len(sums)


def _tell_people(every: Every, end: datetime, now: datetime) -> int:
    """One message for each person, for all of their posts together, however many they are: as many queries as for one."""
    since = wishes.since(every, end)
    by = sending.connected(Text.DIGEST)
    if since is None or not by:
        return 0
    sums, told = _sums(since, end), []
    for who in wishes.wishing(every, now.astimezone(SHANGHAI).date(), by):
        found = sum((sums[post] for post in who.posts if post in sums), Sums())
        if found and who.reaches:
            told.append(_telling(f"digest:{every}:{end.isoformat()}:{who.staff_id}", who, found, since, end))
    return notices.tell_each(told, now=now)


def _telling(key: str, who: wishes.Wishing, found: Sums, since: datetime, end: datetime) -> Telling:
    return Telling(
        key=key,
        kind=Text.DIGEST,
        reaches=who.reaches,
        values={
            "since": _moment(since),
            "until": _moment(end),
            "orders": str(found[ORDERS]),
            "amber": str(found[Level.AMBER]),
            "red": str(found[Level.RED]),
            "site": settings.SITE_URL,
        },
        subject=new_id(),
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def _sums(since: datetime, end: datetime) -> Mapping[Post, Sums]:
    """What every post has to be told: those who act of theirs, and the centre's supervisors of all; two queries."""
    sums: dict[Post, Sums] = defaultdict(Sums)
    everything = (centre_id(), Duty.SUPERVISE)
    turned = _turned(since, end).values_list("clock__hop", "clock__unit", "level")
    for hop, unit_id, level, number in turned.annotate(number=Count("pk")):
        sums[unit_id, acting(hop, unit_id)][level] += number
        sums[everything][level] += number
    given = Notice.objects.filter(topic=Topic.ORDER_GIVEN, created_at__gte=since, created_at__lt=end)
    for unit_id, duty, number in given.values_list("unit", "duty").annotate(number=Count("pk")):
        sums[unit_id, Duty(duty)][ORDERS] += number
    return sums


def _late_units(since: datetime, end: datetime) -> list[tuple[str, int]]:
    red = _turned(since, end).filter(level=Level.RED)
    counted = red.values_list("clock__unit__name").annotate(number=Count("pk"))
    return list(counted.order_by("-number", "clock__unit__name")[:NAMED])


def _turned(since: datetime, end: datetime) -> QuerySet[ClockWarning]:
    return ClockWarning.objects.filter(at__gte=since, at__lt=end)


def _said(found: Sums, end: datetime, late: Iterable[tuple[str, int]]) -> str:
    parts = []
    if found[ORDERS]:
        parts.append(_("收到工单%(number)s件") % {"number": found[ORDERS]})
    if found[Level.RED] or found[Level.AMBER]:
        clocks = {"red": found[Level.RED], "amber": found[Level.AMBER]}
        parts.append(_("新增超时%(red)s个环节、预警%(amber)s个") % clocks)
    about = {"since": _moment(end - HOUR), "until": _moment(end), "what": _("，").join(parts)}
    text = _("%(since)s至%(until)s%(what)s。") % about
    if late := list(late):
        units = "、".join(f"{unit} {number}" for unit, number in late)
        text += _("超时的单位：%(units)s。") % {"units": units}
    return text[:300]
