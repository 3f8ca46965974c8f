"""From a topic to one lead case with all others behind it, by the operation that everybody uses."""

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.core.errors import InvalidInput
from fenbo.journal.queries import events_of
from fenbo.topics import joining
from tests.cast import NOON, Cast, hours

REASON = "同一话题，合并办理。"


def test_all_picked_cases_follow_the_lead_case(cast: Cast, plant: list[Case]) -> None:
    lead, *others = plant
    found = joining.join(
        case_ids=[case.pk for case in plant],
        into=lead.pk,
        reason=REASON,
        actor=cast.dispatcher,
        now=NOON + hours(200),
    )

    assert [row.done for row in found] == [True] * len(others)
    for case in others:
        fresh = cast.fresh(case)
        assert (fresh.state, fresh.lead_case_id) == (CaseState.MERGED, lead.pk)
        assert events_of(case.pk).get(move="merge").facts["reason"] == REASON
    assert cast.fresh(lead).state == CaseState.RECEIVED


def test_one_that_cannot_follow_keeps_no_other_back(cast: Cast, plant: list[Case]) -> None:
    lead, withdrawn, other = plant[:3]
    joining.join(
        case_ids=[withdrawn.pk], into=other.pk, reason=REASON, actor=cast.dispatcher, now=NOON + hours(200)
    )
    found = joining.join(
        case_ids=[other.pk, plant[3].pk],
        into=lead.pk,
        reason=REASON,
        actor=cast.dispatcher,
        now=NOON + hours(201),
    )

    assert [(row.case.pk, row.done) for row in found] == [(other.pk, False), (plant[3].pk, True)]
    assert str(other) in found[0].told
    assert cast.fresh(other).lead_case_id is None


def test_who_may_not_merge_changes_nothing(cast: Cast, plant: list[Case]) -> None:
    found = joining.join(
        case_ids=[plant[1].pk], into=plant[0].pk, reason=REASON, actor=cast.supervisor, now=NOON + hours(200)
    )

    assert [row.done for row in found] == [False]
    assert cast.fresh(plant[1]).state == CaseState.RECEIVED


def test_a_reason_is_wanted(cast: Cast, plant: list[Case]) -> None:
    found = joining.join(
        case_ids=[plant[1].pk], into=plant[0].pk, reason=" ", actor=cast.dispatcher, now=NOON
    )
    assert not found[0].done
    assert found[0].told == str(InvalidInput(found[0].told).message)
    assert cast.fresh(plant[1]).state == CaseState.RECEIVED


def test_an_answered_case_leads_no_more(cast: Cast, plant: list[Case]) -> None:
    answered = cast.closed()
    found = joining.join(
        case_ids=[plant[0].pk], into=answered.pk, reason=REASON, actor=cast.dispatcher, now=NOON + hours(300)
    )
    assert [row.done for row in found] == [False]
