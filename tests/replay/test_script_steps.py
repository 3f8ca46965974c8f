"""Whether every case goes a way that the table of moves allows, and as people and units really go it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from fenbo.cases.lifecycle import SETTLED, CaseState, PublicationState
from fenbo.followup.hours import is_allowed
from fenbo.replay.script import places
from fenbo.replay.script.model import ENDS, Act, CaseScript, Kind, Step, Story
from tests.replay.tracing import trace

Month = Sequence[CaseScript]
DAY = timedelta(hours=24)


def steps(month: Month, *acts: Act) -> list[tuple[CaseScript, Step]]:
    return [(case, step) for case in month for step in case.steps if step.act in acts]


def only(month: Month, told: str) -> CaseScript:
    (found,) = [case for case in month if case.told == told]
    return found


def test_every_step_of_every_case_is_legal_and_ends_where_the_counts_say(month: Month) -> None:
    for case in month:
        traced = trace(case)
        waits_for_lead = traced.state == CaseState.MERGED and bool(case.closings)
        assert (traced.state in SETTLED) == case.is_closed(ENDS) or waits_for_lead, case


def test_steps_follow_each_other_in_time(month: Month) -> None:
    for case in month:
        instants = [case.received_at, *(step.at for step in case.steps)]
        assert instants == sorted(instants), case


def test_units_exist_in_that_month(month: Month) -> None:
    known = set(places.units())
    for case in month:
        for step in case.steps:
            assert {step.unit, step.to, *step.co_units} - {""} <= known


def test_a_handed_off_case_goes_to_another_hotline_and_nothing_else_does(month: Month) -> None:
    for case, step in steps(month, Act.HAND_OFF, Act.DISPATCH, Act.DELEGATE):
        kind = places.units()[step.to].kind
        assert (kind == "other_hotline") == (step.act == Act.HAND_OFF), case
        assert "centre" not in {kind, *(places.units()[helper].kind for helper in step.co_units)}


def test_work_is_passed_on_only_beneath_except_by_groups(month: Month) -> None:
    for _case, step in steps(month, Act.DELEGATE):
        giver = places.units()[step.unit]
        assert giver.kind == "special_group" or places.units()[step.to].parent == giver.slug


def test_the_second_round_is_one_level_up(month: Month) -> None:
    for case, again in [(c, s) for c, s in steps(month, Act.FOLLOW_UP) if s.unsettles]:
        before = [s.unit for s in case.steps if s.act == Act.REPLY and s.at < again.at]
        after = [s.unit for s in case.steps if s.act == Act.SIGN_IN and s.at > again.at]
        assert after[:1] in ([], [places.above(before[-1])])


def test_more_time_is_asked_for_before_the_limit(month: Month) -> None:
    for case, step in steps(month, Act.ASK_EXTENSION):
        given = next(s.at for s in case.steps if s.act == Act.DISPATCH)
        assert step.at < given + DAY
        assert 1 <= step.days <= 10


def test_late_ones_are_late_and_were_reminded(month: Month) -> None:
    late = [case for case in month if case.story == Story.LATE]
    assert any(step.act == Act.SUPERVISE for case in late for step in case.steps)
    overdue = 0
    for case in late:
        acts = [step.act for step in case.steps]
        given = next(s.at for s in case.steps if s.act == Act.DISPATCH)
        replied = next((s.at for s in case.steps if s.act == Act.REPLY), ENDS)
        assert Act.REMIND in acts or replied == ENDS
        overdue += replied > given + DAY
    assert overdue > 0.7 * len(late)


def test_the_called_back_are_tried_three_times_at_most_at_different_hours(month: Month) -> None:
    for case in month:
        earlier: list[Step] = []
        for step in case.steps:
            if step.settles:
                earlier = []
            if step.act == Act.FOLLOW_UP:
                assert 8 <= step.at.hour < 21
                assert is_allowed(step.at, [one.at for one in earlier])
                assert not any(one.reached for one in earlier)
                earlier.append(step)
                assert len(earlier) <= 3


def test_a_call_back_that_finds_fault_has_a_remark(month: Month) -> None:
    unhappy = [s for _case, s in steps(month, Act.FOLLOW_UP) if s.reached and not (s.solved and s.satisfied)]
    assert unhappy
    assert all(step.text for step in unhappy)


def test_reports_and_confidential_cases_are_never_published_nor_their_bringers_called_by_units(
    month: Month,
) -> None:
    secret = [case for case in month if case.kind == Kind.REPORT or case.requester.confidential]
    assert len(secret) > 40
    assert not steps(secret, Act.PROPOSE, Act.PUBLISH, Act.CONTACT)


def test_nothing_is_published_without_consent(month: Month) -> None:
    for case, _step in steps(month, Act.PUBLISH):
        assert case.requester.consents
    published = [case for case in month if trace(case).public == PublicationState.PUBLISHED]
    assert len(published) > 0.7 * len(month)


def test_not_accepted_cases_are_told_the_legal_way(month: Month) -> None:
    refused = steps(month, Act.NOT_ACCEPT)
    assert {case.category for case, _step in refused} <= {"1003", "1101", "1102", "1103", "1104"}
    assert all(step.text and step.reason for _case, step in refused)


def test_the_park_answers_about_people_from_hubei_by_the_next_noon(month: Month) -> None:
    case = only(month, "a")
    assert (case.channel, case.category, case.region) == ("website", "0103", "630106")
    assert f"{case.received_at:%m-%d %H}" == "03-09 12"
    assert [step.unit for step in case.steps if step.act == Act.REPLY] == [
        "nanchuan-economy",
        "park-nanchuan",
    ]
    (public,) = [step.at for step in case.steps if step.act == Act.PUBLISH]
    assert f"{public:%m-%d}" == "03-10"
    assert public.hour < 12
    asked_too = [other for other in month if other.merged_into == case.index]
    assert len(asked_too) >= 2


def test_the_worker_in_nanjing_is_handed_to_nanjing_the_next_morning(month: Month) -> None:
    case = only(month, "b")
    assert (case.channel, f"{case.received_at:%m-%d}") == ("hotline", "02-25")
    (handed,) = [step for step in case.steps if step.act == Act.HAND_OFF]
    assert handed.to == "nanjing-12345"
    assert f"{handed.at:%m-%d}" == "02-26"
    assert handed.at.hour < 12


def test_the_prison_project_goes_down_three_levels_and_up_again(month: Month) -> None:
    case = only(month, "c")
    down = [step.to for step in case.steps if step.act in (Act.DISPATCH, Act.DELEGATE)]
    assert down == ["group-finance", "justice", "prisons"]
    up = [step.unit for step in case.steps if step.act == Act.REPLY]
    assert up[:3] == ["prisons", "justice", "group-finance"]
    (issued,) = [step.at for step in case.steps if step.act == Act.ISSUE]
    (public,) = [step.at for step in case.steps if step.act == Act.PUBLISH]
    assert public.date() == issued.date() + timedelta(days=1)
    (called,) = [step for step in case.steps if step.act == Act.FOLLOW_UP]
    assert called.satisfied


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_played_somewhere(month: Month, act: Act) -> None:
    assert Counter(step.act for case in month for step in case.steps)[act] > 0
