"""When people ask, and how the month is made to agree with what was published."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest

from fenbo.replay.script import drafts, pins, rhythm
from fenbo.replay.script.drafts import Draft
from fenbo.replay.script.model import BEGINS, ENDS, Act, Story

NINTH_ENDS = rhythm.PUBLISHED[0][0]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(10, (1, 1), [5, 5]), (10, (1, 2), [3, 7]), (7, (1, 1, 1), [3, 2, 2]), (0, (1, 5), [0, 0])],
)
def test_shares_are_whole_and_add_up(total: int, weights: tuple[int, ...], shares: list[int]) -> None:
    assert rhythm.share(total, weights) == shares


def test_arrivals_are_as_many_as_published_on_every_day() -> None:
    arrivals = rhythm.arrivals(Random(3))
    by_day = Counter(at.date() for at in arrivals)
    assert len(arrivals) == 5661
    assert by_day[datetime(2020, 3, 10).date()] == 151
    assert min(by_day.values()) > 50
    assert by_day[BEGINS.date() + timedelta(days=3)] > by_day[ENDS.date() - timedelta(days=3)]


def test_nobody_arrives_in_the_last_minutes_before_a_published_instant() -> None:
    for at in rhythm.arrivals(Random(3)):
        for instant, _received, _closed in rhythm.PUBLISHED:
            assert not instant - rhythm.LAST_MINUTES < at <= instant


def evening(story: Story = Story.ORDINARY, *, seed: int = 0) -> Draft:
    """A case of the evening of 9 March that would be answered the next morning."""
    for index in range(seed, seed + 400):
        draft = drafts.write(index, NINTH_ENDS - timedelta(hours=2, minutes=index % 50), 1)
        if draft.story == story and draft.is_open(NINTH_ENDS):
            return draft
    raise AssertionError("no such case")


def test_a_hastened_case_is_settled_before_the_instant_in_the_same_order() -> None:
    draft = evening()
    acts = [step.act for step in draft.rounds[0]]
    pins.hasten(draft, NINTH_ENDS, Random(1))
    assert not draft.is_open(NINTH_ENDS)
    assert [step.act for step in draft.rounds[0]] == acts
    instants = [draft.received_at, *(step.at for step in draft.rounds[0])]
    assert instants == sorted(instants)
    assert all(at.microsecond == 0 for at in instants)


def test_a_lengthened_case_goes_on_into_the_next_morning() -> None:
    draft = evening()
    pins.hasten(draft, NINTH_ENDS, Random(1))
    pins.lengthen(draft, NINTH_ENDS, Random(1))
    assert draft.is_open(NINTH_ENDS)
    assert 8 <= draft.rounds[0][-1].at.hour < 13


def test_what_is_not_open_cannot_be_hastened() -> None:
    draft = evening()
    with pytest.raises(ValueError, match="not open"):
        pins.hasten(draft, draft.received_at - timedelta(days=1), Random(1))


def test_a_case_is_open_in_its_second_round_and_not_between_the_rounds() -> None:
    draft = next(
        draft
        for draft in (drafts.write(i, BEGINS + timedelta(days=2, hours=9), 1) for i in range(3000))
        if draft.story == Story.DISSATISFIED
    )
    first, second = draft.rounds
    assert draft.open_round(first[-1].at - timedelta(seconds=1)) == 0
    assert draft.open_round(first[-1].at) is None
    assert draft.open_round(second[0].at) == 1
    assert draft.open_round(second[-1].at) is None
    assert second[0].act == Act.FOLLOW_UP


def test_the_last_minutes_are_for_what_can_be_answered_on_the_telephone() -> None:
    stories = {drafts.write(index, ENDS - timedelta(minutes=30), 1).story for index in range(200)}
    assert stories <= {Story.ANSWERED_AT_ONCE, Story.NOT_ACCEPTED}


def test_the_same_matter_from_somebody_else_has_its_topic_and_region() -> None:
    lead = evening()
    other = drafts.write(77, lead.received_at + timedelta(minutes=20), 1, like=lead)
    assert other.story == Story.MERGED
    assert (other.category, other.region) == (lead.category, lead.region)
    assert other.requester != lead.requester
