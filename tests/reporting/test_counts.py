"""The published counts, from the journal, at any instant."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fenbo.cases.lifecycle import Move
from fenbo.cases.operations import centre, ending, requester
from fenbo.journal import operations as journal
from fenbo.reporting.counts import Day, counts, days, rate
from tests.cast import NOON, Cast, hours

FOUNDING = [(4104, 4127, "99.4"), (4257, 4278, "99.5"), (5651, 5661, "99.8")]


@pytest.mark.parametrize(("closed", "received", "told"), FOUNDING)
def test_the_rates_of_the_founding_month_read_as_published(closed: int, received: int, told: str) -> None:
    assert rate(closed, received) == Decimal(told)


def test_a_rate_of_nothing_is_none_and_halves_go_to_the_even_digit() -> None:
    assert rate(0, 0) is None
    assert rate(1, 2000) == Decimal("0.0")
    assert rate(3, 2000) == Decimal("0.2")
    assert rate(7, 7) == Decimal("100.0")


@pytest.mark.django_db
def test_an_empty_journal_counts_nothing() -> None:
    now = counts(NOON)

    assert (now.received, now.closed, now.open, now.published, now.rate) == (0, 0, 0, 0, None)


def test_every_way_of_settling_counts_and_what_is_open_does_not(cast: Cast) -> None:
    cast.closed()
    cast.received()
    refused, withdrawn = cast.received(), cast.received()
    centre.not_accept(
        case_id=refused.pk, reason="已进入诉讼", legal_way="向法院上诉", actor=cast.dispatcher, now=NOON
    )
    requester.withdraw(case_id=withdrawn.pk, actor=cast.requester(withdrawn), now=NOON)

    now = counts(NOON)
    assert (now.received, now.closed, now.open) == (4, 3, 1)
    assert now.rate == Decimal("75.0")


def test_the_instant_itself_is_counted_and_the_next_is_not(cast: Cast) -> None:
    cast.received(at=NOON)

    assert counts(NOON - timedelta(microseconds=1)).received == 0
    assert counts(NOON).received == 1
    assert counts(NOON + hours(1)).received == 1


def test_a_case_that_is_handled_again_is_open_again_until_it_is_settled(cast: Cast) -> None:
    case = cast.closed()
    ending.second_handling(
        case_id=case.pk,
        reason="没有支付",
        lead=cast.unit["justice"].pk,
        actor=cast.dispatcher,
        now=NOON + hours(2),
    )
    assert counts(NOON + hours(1)).closed == 1
    assert counts(NOON + hours(2)).closed == 0

    cast.answer_again(case, at=NOON + hours(3))
    assert counts(NOON + hours(3)).closed == 1
    assert counts(NOON + hours(3)).received == 1


def test_counts_are_the_same_before_and_after_sealing(cast: Cast) -> None:
    cast.closed(at=NOON - hours(48))
    cast.closed(at=NOON)
    before = [counts(NOON - hours(gap)) for gap in (72, 48, 24, 0)]

    journal.seal_new_events(now=NOON)
    cast.received(at=NOON - hours(24))

    after = [counts(NOON - hours(gap)) for gap in (72, 48, 24, 0)]
    assert [each.received for each in before] == [0, 1, 1, 2]
    assert [each.received for each in after] == [0, 1, 2, 3]
    assert [each.closed for each in after] == [each.closed for each in before]


def test_a_draft_is_in_no_count(cast: Cast) -> None:
    from fenbo.cases.models import Channel
    from fenbo.cases.operations.intake import Request, discard_draft, save_draft
    from fenbo.catalogue.kinds import Kind

    request = Request(kind=Kind.HELP, title="", content="才记了一半", channel=Channel.HOTLINE)
    draft = save_draft(request=request, actor=cast.agent, now=NOON)
    discard_draft(case_id=draft.pk, actor=cast.agent, now=NOON)

    assert counts(NOON).received == counts(NOON).closed == 0


def test_days_are_those_of_shanghai_and_empty_ones_are_listed(cast: Cast) -> None:
    last_minute = datetime(2020, 3, 9, 15, 59, tzinfo=UTC)
    cast.received(at=last_minute)
    cast.received(at=last_minute + timedelta(minutes=1))

    assert days(date(2020, 3, 8), date(2020, 3, 10)) == [
        Day(date(2020, 3, 8), 0, 0),
        Day(date(2020, 3, 9), 1, 0),
        Day(date(2020, 3, 10), 1, 0),
    ]
    journal.seal_new_events(now=NOON + hours(24))
    assert [day.received for day in days(date(2020, 3, 8), date(2020, 3, 10))] == [0, 1, 1]


def test_counting_costs_the_same_for_two_cases_and_for_twenty(
    cast: Cast, django_assert_num_queries: "object"
) -> None:
    for _number in range(2):
        cast.received()
    with django_assert_num_queries(3):  # type: ignore[operator]
        counts(NOON)
    for _number in range(18):
        cast.received()
    with django_assert_num_queries(3):  # type: ignore[operator]
        counts(NOON)


def test_every_counted_move_is_one_of_the_table() -> None:
    from fenbo.reporting.counts import COUNTED

    assert len(COUNTED) == len(set(COUNTED))
    assert set(COUNTED) <= set(Move)
