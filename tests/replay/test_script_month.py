"""The founding month as it was published: how many, when, of what, which way."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from fenbo.core.clock import SHANGHAI
from fenbo.replay.script import places
from fenbo.replay.script.model import BEGINS, ENDS, CallOutcome, CallScript, CaseScript, Channel, Kind, Story
from fenbo.replay.script.month import founding_month

Month = Sequence[CaseScript]


def count(month: Month, at: datetime) -> tuple[int, int]:
    """Received and closed by then."""
    return sum(case.received_at <= at for case in month), sum(case.is_closed(at) for case in month)


def instant(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "received", "closed"),
    [(instant(3, 10), 4127, 4104), (instant(3, 11), 4278, 4257), (instant(3, 23, 18), 5661, 5651)],
)
def test_the_published_counts_come_out(month: Month, at: datetime, received: int, closed: int) -> None:
    assert count(month, at) == (received, closed)
    assert count(month, at - timedelta(seconds=1)) == (received, closed)


def test_ten_are_open_when_the_script_ends(month: Month) -> None:
    assert sum(not case.is_closed(ENDS) for case in month) == 10


def test_nothing_happens_after_the_end(month: Month) -> None:
    last = max(step.at for case in month for step in case.steps)
    assert last <= ENDS
    assert max(case.received_at for case in month) < ENDS


def test_the_first_case_comes_on_the_first_day(month: Month) -> None:
    assert month[0].received_at.date() == BEGINS.date()
    assert month[0].received_at > BEGINS


def test_cases_are_numbered_in_the_order_in_which_they_come(month: Month) -> None:
    assert [case.index for case in month] == list(range(5661))
    received = [case.received_at for case in month]
    assert received == sorted(received)
    assert len(set(received)) == len(received)


def test_few_are_open_on_any_evening_and_fewer_as_the_rush_ebbs(month: Month) -> None:
    evenings = [BEGINS + timedelta(days=day) for day in range(1, 29)]
    still_open = [received - closed for received, closed in (count(month, evening) for evening in evenings)]
    assert max(still_open) < 90
    assert min(still_open) > 5
    assert sum(still_open[:10]) > 1.6 * sum(still_open[-10:])


def test_little_comes_at_night_and_most_in_the_morning(month: Month) -> None:
    hours = Counter(case.received_at.hour for case in month)
    night, morning = sum(hours[h] for h in range(6)), sum(hours[h] for h in range(9, 12))
    assert 0 < night < 0.03 * len(month)
    assert morning > 0.2 * len(month)


def test_the_same_seed_gives_the_same_month_and_another_one_another(month: Month) -> None:
    assert tuple(founding_month()) == tuple(month)
    other = founding_month(7)
    assert [case.content for case in other] != [case.content for case in month]
    assert count(other, instant(3, 10)) == (4127, 4104)
    assert count(other, ENDS) == (5661, 5651)


def test_every_way_a_case_can_go_occurs(month: Month) -> None:
    stories = Counter(case.story for case in month)
    assert set(stories) == set(Story)
    assert stories[Story.TOLD] == 3
    for story in set(Story) - {Story.TOLD}:
        assert 10 < stories[story] < 0.6 * len(month), story


def test_the_trade_group_is_the_busiest_of_the_seven(month: Month) -> None:
    groups = Counter(case.group for case in month if case.group)
    special = {unit.slug for unit in places.units().values() if unit.kind == "special_group"}
    assert set(groups) == special
    assert len(special) == 7
    assert groups.most_common(1)[0][0] == "group-trade"


def test_all_channels_and_kinds_and_every_prefecture_occur(month: Month) -> None:
    assert {case.channel for case in month} == set(Channel)
    assert {case.kind for case in month} == set(Kind)
    homes = {case.region[:4] for case in month if case.region.startswith(places.HOME)}
    assert homes == set(places.SHARES)
    by_region = Counter(case.region[:4] for case in month)
    assert by_region["6301"] > by_region["6302"] > by_region["6323"]


def test_only_one_in_fifty_needs_a_second_round(month: Month) -> None:
    again = [case for case in month if case.reopenings]
    assert 20 < len(again) < len(month) / 50
    for case in again:
        assert case.closings[0] < case.reopenings[0]
        assert not case.is_closed(case.reopenings[0])


def test_merged_cases_are_settled_with_their_lead(month: Month) -> None:
    merged = [case for case in month if case.merged_into is not None]
    assert len(merged) > 60
    for case in merged:
        assert case.merged_into is not None
        lead = month[case.merged_into]
        assert lead.merged_into is None
        assert lead.received_at < case.steps[0].at < lead.closings[0]
        assert case.closings == lead.closings[:1]
        assert Kind.REPORT not in (case.kind, lead.kind)


def test_there_are_3361_calls_until_noon_of_the_seventh_of_march(calls: Sequence[CallScript]) -> None:
    assert len(calls) == 3361
    assert calls[0].began_at >= BEGINS
    assert calls[-1].began_at < instant(3, 7, 12)
    assert [call.began_at for call in calls] == sorted(call.began_at for call in calls)


def test_each_hotline_case_of_these_days_has_its_call(month: Month, calls: Sequence[CallScript]) -> None:
    ends = instant(3, 7, 12)
    wanted = {c.index for c in month if c.channel == Channel.HOTLINE and c.received_at < ends}
    linked = [call for call in calls if call.case_index is not None]
    assert {call.case_index for call in linked} == wanted
    assert len(linked) == len(wanted)
    for call in linked:
        assert call.case_index is not None
        case = month[call.case_index]
        assert call.began_at <= case.received_at
        assert (call.phone, call.category) == (case.requester.phone, case.category)
    assert {call.outcome for call in linked} == {CallOutcome.WORK_ORDER}


def test_most_calls_are_answered_within_fifteen_seconds(calls: Sequence[CallScript]) -> None:
    quick = sum(call.rang_for <= 15 for call in calls)
    assert 0.9 < quick / len(calls) < 1
