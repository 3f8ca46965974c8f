"""Two people at once, on two real connections: one is first, the other is told so, and nothing is done twice."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from fenbo.cases.lifecycle import CaseState, Move, OrderState
from fenbo.cases.models import Case, Requester, WorkOrder
from fenbo.cases.operations import centre, ending, intake, merging, requester, review, units
from fenbo.core.errors import IllegalMove, InvalidInput, Refused, StaleVersion
from fenbo.directory.actors import Actor
from fenbo.journal.models import Event, Seal, Unsealed
from fenbo.journal.operations import seal_new_events
from fenbo.journal.verification import verify
from tests.cases.making import Stage, fresh, moves_of

pytestmark = pytest.mark.django_db(transaction=True)

Action = Callable[[], object]
PATIENCE = 120.0


def outcome(action: Action) -> object:
    """What it returned, or how it was refused."""
    try:
        return action()
    except Refused as refusal:
        return refusal
    finally:
        connections.close_all()


def one_after_the_other(first: Action, second: Action) -> tuple[object, object]:
    """The first has done its work but not committed when the second begins; so the second has to wait for it."""
    done = Signal()

    def hold() -> object:
        with transaction.atomic():
            result = first()
            done.set()
            wait_until_somebody_waits()
            return result

    def follow() -> object:
        assert done.wait(PATIENCE)
        return second()

    with ThreadPoolExecutor(2) as pool:
        held, followed = pool.submit(outcome, hold), pool.submit(outcome, follow)
        return held.result(PATIENCE), followed.result(PATIENCE)


def wait_until_somebody_waits() -> None:
    """Until another connection to this database stands before a lock."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            # Within a transaction the first look would be shown again and again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")


def at_once(*actions: Action) -> list[object]:
    """All begin together, and whoever is first is first."""
    with ThreadPoolExecutor(len(actions)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(outcome, action) for action in actions]]


def refusals(results: list[object]) -> list[Refused]:
    return [result for result in results if isinstance(result, Refused)]


def dispatching(stage: Stage, case: Case, to: str, version: int | None = None) -> Action:
    unit, actor = stage.unit(to).pk, stage.dispatcher
    return lambda: centre.dispatch(case_id=case.pk, lead=unit, actor=actor, now=stage.now, version=version)


def test_two_dispatchers_race_for_a_case(stage: Stage) -> None:
    case = stage.received()
    first, second = one_after_the_other(
        dispatching(stage, case, "justice"), dispatching(stage, case, "commerce")
    )
    assert isinstance(first, Case)
    assert isinstance(second, IllegalMove), "told that the case has moved on"
    assert [order.unit for order in case.orders.select_related("unit")] == [stage.unit("justice")]
    assert moves_of(case) == [Move.RECEIVE, Move.DISPATCH]
    assert verify().first_bad is None


def test_with_the_version_of_the_page_the_second_is_told_that_it_is_old(stage: Stage) -> None:
    case = stage.received()
    _first, second = one_after_the_other(
        dispatching(stage, case, "justice", 1), dispatching(stage, case, "commerce", 1)
    )
    assert isinstance(second, StaleVersion)


def test_many_dispatchers_at_once_give_one_order(stage: Stage) -> None:
    case = stage.received()
    slugs = ["justice", "commerce", "xining", "chengdong", "group-finance", "prisons"]
    results = at_once(*[dispatching(stage, case, slug) for slug in slugs])
    assert len(refusals(results)) == 5
    assert case.orders.count() == 1
    assert verify().first_bad is None


def test_two_handlers_sign_in_the_same_order(stage: Stage) -> None:
    order = stage.dispatch(stage.received())
    actor = stage.handler(order)

    def sign() -> WorkOrder:
        return units.sign_in(order_id=order.pk, actor=actor, now=stage.now)

    first, second = one_after_the_other(sign, sign)
    assert isinstance(first, WorkOrder)
    assert isinstance(second, IllegalMove)
    assert moves_of(order.case).count(Move.SIGN_IN) == 1


def test_different_moves_of_one_case_wait_for_each_other_and_both_hold(stage: Stage) -> None:
    case = stage.received()
    actor = stage.dispatcher
    results = at_once(
        *[lambda: centre.note(case_id=case.pk, text="备注", actor=actor, now=stage.now) for _ in range(6)]
    )
    assert refusals(results) == []
    assert fresh(case).version == 7
    assert verify().first_bad is None


def test_different_cases_do_not_wait_for_each_other(stage: Stage) -> None:
    one, other = stage.received(), stage.received()
    with transaction.atomic():
        dispatching(stage, one, "justice")()
        [result] = at_once(dispatching(stage, other, "commerce"))
    assert isinstance(result, Case)


def test_a_requester_withdraws_while_the_answer_is_issued(stage: Stage) -> None:
    case = stage.replied().case
    mine = stage.requester(case)
    first, second = one_after_the_other(
        lambda: requester.withdraw(case_id=case.pk, actor=mine, now=stage.now),
        lambda: review.issue(case_id=case.pk, actor=stage.person("reviewer1"), now=stage.now),
    )
    assert isinstance(first, Case)
    assert isinstance(second, IllegalMove)
    assert fresh(case).state == CaseState.WITHDRAWN
    assert not case.answers.exists()


def test_what_was_asked_comes_in_the_moment_it_lapses(stage: Stage) -> None:
    case = stage.in_state(CaseState.INFO_WANTED)
    mine = stage.requester(case)
    _first, second = one_after_the_other(
        lambda: requester.supply_info(case_id=case.pk, text="合同编号", actor=mine, now=stage.now),
        lambda: requester.lapse_info(case_id=case.pk, actor=Actor.system(), now=stage.now),
    )
    assert isinstance(second, IllegalMove)
    supplement = case.supplements.get()
    assert (supplement.text, supplement.lapsed_at) == ("合同编号", None)


def test_second_handling_is_begun_once(stage: Stage) -> None:
    case = stage.closed()
    mine = stage.requester(case)

    def again() -> Case:
        return ending.second_handling(case_id=case.pk, reason="没有解决", actor=mine, now=stage.now)

    _first, second = one_after_the_other(again, again)
    assert isinstance(second, Refused), "whether for the state or because a requester asks once"
    assert fresh(case).round == 2
    assert case.orders.filter(state=OrderState.GIVEN).count() == 1


# One submission, however often it is sent.


def test_the_same_submission_twice_at_once_is_one_case(stage: Stage) -> None:
    key = uuid4()

    def submit() -> Case:
        return intake.submit(request=stage.request(), actor=Actor.public(), now=stage.now, submission_key=key)

    first, second = one_after_the_other(submit, submit)
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert first.pk == second.pk
    assert Case.objects.count() == Requester.objects.count() == Event.objects.count() == 1


def test_a_submission_whose_twin_failed_is_received(stage: Stage) -> None:
    key = uuid4()
    done = Signal()

    def submit() -> Case:
        return intake.submit(request=stage.request(), actor=Actor.public(), now=stage.now, submission_key=key)

    def fail() -> None:
        with transaction.atomic():
            submit()
            done.set()
            wait_until_somebody_waits()
            transaction.set_rollback(True)

    def follow() -> Case:
        assert done.wait(PATIENCE)
        return submit()

    _nothing, case = at_once(fail, follow)
    assert isinstance(case, Case)
    assert Case.objects.get() == case
    assert verify().first_bad is None


# Two cases at once.


def merging_into(stage: Stage, case: UUID, into: UUID) -> Action:
    actor = stage.dispatcher
    return lambda: merging.merge(case_id=case, into=into, reason="同一件事", actor=actor, now=stage.now)


@pytest.mark.parametrize("turned", [False, True])
def test_merging_crosswise_ends_with_one_lead_and_no_deadlock(turned: bool, stage: Stage) -> None:
    one, other = stage.received().pk, stage.received().pk
    pair = (other, one) if turned else (one, other)
    first, second = one_after_the_other(merging_into(stage, *pair), merging_into(stage, *reversed(pair)))
    assert isinstance(first, Case)
    assert isinstance(second, InvalidInput)
    assert Case.objects.filter(state=CaseState.MERGED).count() == 1


@pytest.mark.parametrize("older_follows", [False, True])
def test_who_joins_while_the_answer_is_issued_has_it_or_is_told(older_follows: bool, stage: Stage) -> None:
    if older_follows:
        follower, lead = stage.received(), stage.replied().case
    else:
        lead, follower = stage.replied().case, stage.received()
    actor = stage.dispatcher
    _first, second = one_after_the_other(
        lambda: review.issue(case_id=lead.pk, actor=actor, now=stage.now),
        merging_into(stage, follower.pk, lead.pk),
    )
    assert isinstance(second, InvalidInput), "the lead is answered already: the case stays its own"
    assert fresh(follower).state == CaseState.RECEIVED


@pytest.mark.parametrize("older_follows", [False, True])
def test_the_answer_waits_for_who_is_joining_and_reaches_them(older_follows: bool, stage: Stage) -> None:
    if older_follows:
        follower, lead = stage.received(), stage.replied().case
    else:
        lead, follower = stage.replied().case, stage.received()
    actor = stage.dispatcher
    one_after_the_other(
        merging_into(stage, follower.pk, lead.pk),
        lambda: review.issue(case_id=lead.pk, actor=actor, now=stage.now),
    )
    assert fresh(follower).state == fresh(lead).state == CaseState.CLOSED
    assert follower.answers.count() == 1


def test_joining_again_while_the_answer_is_issued_ends_without_a_deadlock(stage: Stage) -> None:
    follower, lead = stage.received(), stage.replied().case
    stage.merge(follower, into=lead)
    actor = stage.dispatcher
    results = at_once(
        *[merging_into(stage, follower.pk, lead.pk) for _ in range(4)],
        lambda: review.issue(case_id=lead.pk, actor=actor, now=stage.now),
    )
    assert len(refusals(results)) == 4
    assert fresh(follower).state == CaseState.CLOSED


# Two sealers.


def test_a_second_sealer_leaves_the_work_to_the_first(stage: Stage) -> None:
    for _ in range(3):
        stage.received()
    with transaction.atomic():
        assert seal_new_events(now=stage.now) == 3
        [second] = at_once(lambda: seal_new_events(now=stage.now))
        assert second == 0
    assert Seal.objects.count() == 1
    assert not Unsealed.objects.exists()
    assert verify().first_bad is None


def test_what_is_written_while_a_sealer_works_is_sealed_by_the_next(stage: Stage) -> None:
    stage.received()
    with transaction.atomic():
        assert seal_new_events(now=stage.now) == 1
        at_once(stage.received)
    assert seal_new_events(now=stage.now) == 1
    assert verify().first_bad is None
