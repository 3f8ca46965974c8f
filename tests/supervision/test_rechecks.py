"""Looking again whether what was settled was truly done."""

from collections import Counter
from datetime import timedelta

import pytest

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope
from fenbo.core.ids import new_id
from fenbo.journal.queries import events_of
from fenbo.supervision import queries
from fenbo.supervision.models import Colour, Fault, FaultKind, Finding, Recheck
from fenbo.supervision.operations import rechecks
from fenbo.supervision.rules import RULES, colour_due
from tests.cast import NOON, Cast, hours

MONDAY = NOON + timedelta(days=7)


@pytest.fixture
def drawn(cast: Cast) -> Recheck:
    cast.closed()
    assert rechecks.draw_last_week(now=MONDAY) == 1
    return Recheck.objects.get()


def find(
    cast: Cast, row: Recheck, finding: Finding = Finding.FALSE, by: str = "supervisor", text: str = "未修"
) -> Recheck:
    return rechecks.find(
        recheck_id=row.pk, finding=finding, text=text, actor=getattr(cast, by), now=MONDAY + hours(4)
    )


def test_two_of_every_units_closures_are_drawn_and_never_more(cast: Cast) -> None:
    for _turn in range(5):
        cast.closed()
    cast.closed(at=NOON - timedelta(days=3))

    assert rechecks.draw_last_week(now=MONDAY) == 2
    assert rechecks.draw_last_week(now=MONDAY + hours(5)) == 0
    assert {row.unit.slug for row in Recheck.objects.select_related("unit")} == {"justice"}
    assert all(row.case.settled_at == NOON for row in Recheck.objects.select_related("case"))


def test_every_closure_is_as_likely_as_any_other(cast: Cast) -> None:
    cases = [cast.closed() for _turn in range(4)]
    seen: Counter[object] = Counter()
    for _turn in range(60):
        rechecks.draw(since=NOON, until=NOON + hours(1), each=1, now=MONDAY)
        seen[Recheck.objects.get().case_id] += 1
        Recheck.objects.all().delete()

    assert set(seen) == {case.pk for case in cases}


def test_a_false_closure_counts_towards_a_card_and_stands_in_the_journal(cast: Cast, drawn: Recheck) -> None:
    find(cast, drawn)

    fault = Fault.objects.get()
    assert (fault.kind, fault.unit_id) == (FaultKind.FALSE_CLOSURE, cast.unit["justice"].pk)
    assert [due.colour for due in queries.cards_due(MONDAY)] == [Colour.YELLOW]
    last = events_of(drawn.case_id).last()
    assert last is not None
    assert last.facts["remark"] == "办结复核：虚假办结。未修"


def test_what_holds_counts_towards_nothing(cast: Cast, drawn: Recheck) -> None:
    find(cast, drawn, Finding.TRUE)

    assert not Fault.objects.exists()
    assert queries.count_rechecks()[Finding.TRUE] == 1


def test_who_had_a_part_in_it_does_not_check_it(cast: Cast) -> None:
    from fenbo.supervision.operations.reminders import remind

    order = cast.replied()
    remind(case_id=order.case_id, actor=cast.supervisor, now=NOON)
    from fenbo.cases.operations import review

    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    rechecks.draw_last_week(now=MONDAY)

    with pytest.raises(InvalidInput, match="请由别人复核"):
        find(cast, Recheck.objects.get())
    assert find(cast, Recheck.objects.get(), by="leader").finding == Finding.FALSE


def test_it_is_said_once_with_words_and_by_a_supervisor(cast: Cast, drawn: Recheck) -> None:
    for who in ("dispatcher", "handler", "overseer"):
        with pytest.raises(MissingDuty):
            find(cast, drawn, by=who)
    with pytest.raises(InvalidInput):
        find(cast, drawn, text=" ")
    with pytest.raises(InvalidInput):
        find(cast, drawn, Finding.WAITING)
    find(cast, drawn)
    with pytest.raises(IllegalMove):
        find(cast, drawn)
    with pytest.raises(OutOfScope):
        rechecks.find(recheck_id=new_id(), finding=Finding.TRUE, text="好", actor=cast.supervisor, now=MONDAY)


def test_every_kind_of_fault_has_its_rule() -> None:
    assert sorted(rule.fault for rule in RULES) == sorted(FaultKind)
    for rule in RULES:
        assert colour_due({rule.fault: rule.number}, 0) == rule.colour
        assert colour_due({rule.fault: rule.number - 1}, 0) is None
