"""Supervisors are told in sums, once an hour."""

from fenbo.directory.duties import Duty
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.supervision.operations import digests, warnings
from tests.cast import NOON, Cast, hours


def told() -> list[str]:
    return list(Notice.objects.filter(topic=Topic.DIGEST).values_list("text", flat=True))


def test_what_turned_in_the_last_hour_is_one_notice_to_the_supervisors(cast: Cast) -> None:
    for _turn in range(3):
        cast.dispatched(at=NOON)
    cast.received(at=NOON + hours(2.1))
    warnings.warn(now=NOON + hours(2.5))

    assert digests.tell(now=NOON + hours(3.05)) == 4
    assert told() == ["14:00至15:00新增超时3个环节、预警1个。超时的单位：省司法厅 3。"]
    notice = Notice.objects.get(topic=Topic.DIGEST)
    assert (notice.duty, notice.unit_id) == (Duty.SUPERVISE, cast.unit["centre"].pk)


def test_the_same_hour_is_told_once_and_a_quiet_one_not_at_all(cast: Cast) -> None:
    cast.received(at=NOON)
    warnings.warn(now=NOON + hours(0.6))
    digests.tell(now=NOON + hours(1.01))
    digests.tell(now=NOON + hours(1.5))

    assert len(told()) == 1
    assert digests.tell(now=NOON + hours(2.01)) == 0
    assert len(told()) == 1


def test_no_single_clock_is_told_to_a_supervisor(cast: Cast) -> None:
    cast.dispatched(at=NOON)
    warnings.warn(now=NOON + hours(50))

    assert not Notice.objects.filter(duty=Duty.SUPERVISE, topic__in=(Topic.RED, Topic.AMBER)).exists()
