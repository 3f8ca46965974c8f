"""Yellow and red cards come from counted faults; a supervisor shows them, excuses, takes back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case
from fenbo.cases.operations import ending
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.core.ids import new_id
from fenbo.followup.models import Outcome
from fenbo.followup.operations import record
from fenbo.journal.consumers import at_once
from fenbo.supervision import queries
from fenbo.supervision.models import Card, Colour, Fault, FaultKind
from fenbo.supervision.operations import cards
from fenbo.supervision.rules import colour_due
from tests.cast import NOON, Cast, hours

LATE, AGAIN, MISSED, _FALSE = FaultKind


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.received()


def fault(cast: Cast, case: Case, kind: FaultKind = LATE, unit: str = "justice") -> Fault:
    return Fault.objects.create(unit=cast.unit[unit], case=case, kind=kind, source=str(new_id()), at=NOON)


def give(cast: Cast, reason: str = "答复超时", days: int = 0) -> Card:
    return cards.give_card(
        unit_id=cast.unit["justice"].pk,
        reason=reason,
        actor=cast.supervisor,
        now=NOON + timedelta(days=days),
    )


@pytest.mark.parametrize(
    ("faults", "yellow_cards", "colour"),
    [
        ({}, 0, None),
        ({LATE: 1}, 0, Colour.YELLOW),
        ({AGAIN: 1}, 1, Colour.YELLOW),
        ({LATE: 1}, 2, Colour.RED),
        ({MISSED: 1}, 0, Colour.RED),
        ({LATE: 3, MISSED: 1}, 0, Colour.RED),
        ({}, 9, None),
    ],
)
def test_the_colour_follows_from_the_counts(
    faults: dict[FaultKind, int], yellow_cards: int, colour: Colour | None
) -> None:
    assert colour_due(faults, yellow_cards) == colour


def test_a_card_settles_the_faults_it_is_for(cast: Cast, case: Case) -> None:
    fault(cast, case)
    fault(cast, case, AGAIN)
    [due] = queries.cards_due(NOON)
    assert (due.unit, due.colour, dict(due.counts)) == (
        cast.unit["justice"],
        Colour.YELLOW,
        {LATE: 1, AGAIN: 1},
    )
    assert queries.open_faults(cast.unit["justice"].pk).count() == 2

    card = give(cast)
    assert card.colour == Colour.YELLOW
    assert card.faults.count() == 2
    assert queries.cards_due(NOON) == []
    assert [one.pk for one in queries.cards()] == [card.pk]


def test_the_third_yellow_card_within_a_month_is_red(cast: Cast, case: Case) -> None:
    for day in (0, 10):
        fault(cast, case)
        assert give(cast, days=day).colour == Colour.YELLOW
    fault(cast, case)
    [due] = queries.cards_due(NOON + timedelta(days=20))
    assert due.colour == Colour.RED
    assert give(cast, days=20).colour == Colour.RED


def test_yellow_cards_of_long_ago_or_taken_back_do_not_count(cast: Cast, case: Case) -> None:
    fault(cast, case)
    give(cast)
    fault(cast, case)
    second = give(cast, days=40)
    cards.withdraw_card(card_id=second.pk, reason="系统故障", actor=cast.supervisor, now=NOON)
    fault(cast, case)

    assert give(cast, days=41).colour == Colour.YELLOW


def test_a_card_is_shown_once(cast: Cast, case: Case) -> None:
    fault(cast, case)
    give(cast)

    with pytest.raises(IllegalMove, match="可能别人刚刚已经办过"):
        give(cast)


def test_faults_can_be_excused_and_then_call_for_nothing(cast: Cast, case: Case) -> None:
    fault(cast, case)
    unit_id = cast.unit["justice"].pk

    assert cards.excuse(unit_id=unit_id, reason="系统停机", actor=cast.supervisor, now=NOON) == 1
    assert queries.cards_due(NOON) == []
    with pytest.raises(IllegalMove):
        cards.excuse(unit_id=unit_id, reason="系统停机", actor=cast.supervisor, now=NOON)


def test_a_card_is_taken_back_once_and_stays_readable(cast: Cast, case: Case) -> None:
    fault(cast, case)
    card = give(cast)
    card = cards.withdraw_card(card_id=card.pk, reason="误判", actor=cast.supervisor, now=NOON)

    assert card.withdrawn_for == "误判"
    with pytest.raises(IllegalMove):
        cards.withdraw_card(card_id=card.pk, reason="误判", actor=cast.supervisor, now=NOON)
    with pytest.raises(OutOfScope):
        cards.withdraw_card(card_id=new_id(), reason="误判", actor=cast.supervisor, now=NOON)


def test_a_card_needs_a_reason_and_a_supervisor_of_the_centre(cast: Cast, case: Case) -> None:
    fault(cast, case)
    with pytest.raises(InvalidInput):
        give(cast, reason=" ")
    for actor in (cast.overseer, cast.dispatcher):
        with pytest.raises(MissingDuty):
            cards.give_card(unit_id=cast.unit["justice"].pk, reason="超时", actor=actor, now=NOON)
        with pytest.raises(MissingDuty):
            cards.excuse(unit_id=cast.unit["justice"].pk, reason="超时", actor=actor, now=NOON)


def test_red_ones_come_first_and_the_list_takes_no_more_queries(cast: Cast, case: Case) -> None:
    fault(cast, case, LATE, "justice")
    with CaptureQueriesContext(connection) as few:
        queries.cards_due(NOON)
    fault(cast, case, MISSED, "prisons")
    fault(cast, case, LATE, "commerce")
    with CaptureQueriesContext(connection) as many:
        due = queries.cards_due(NOON)

    assert [one.colour for one in due] == [Colour.RED, Colour.YELLOW, Colour.YELLOW]
    assert len(few) == len(many)


def test_dissatisfaction_counts_only_after_a_second_handling(cast: Cast) -> None:
    with at_once():
        case = cast.closed()
        dissatisfied(cast, case, 0)
        assert not Fault.objects.exists()
        ending.second_handling(
            case_id=case.pk,
            reason="没有解决",
            lead=cast.unit["justice"].pk,
            actor=cast.dispatcher,
            now=NOON + hours(1),
        )
        cast.answer_again(case, at=NOON + hours(2))
        dissatisfied(cast, case, 4)

    assert Fault.objects.get().kind == AGAIN


def dissatisfied(cast: Cast, case: Case, wait: float) -> None:
    record(
        case_id=case.pk,
        outcome=Outcome.REACHED,
        solved=False,
        satisfied=False,
        remark="没有解决",
        actor=cast.caller,
        now=NOON + hours(wait),
    )
