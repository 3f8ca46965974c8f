"""What the centre reads: its queue by time left, what it looks for, one case in full."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases import queries
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.operations import centre, extensions, handoff, intake, returns
from fenbo.cases.operations.intake import Request
from fenbo.cases.queries import Work
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.errors import OutOfScope
from fenbo.core.ids import new_id
from fenbo.directory.models import Unit, UnitKind
from tests.cast import NOON, PHONE, Cast, hours


def titles(work: Work, cast: Cast, who: str = "dispatcher") -> list[str]:
    return [clock.case.title for clock in queries.waiting(getattr(cast, who), work)]


def test_what_expires_first_comes_first(cast: Cast) -> None:
    cast.received(title="先到的", at=NOON - hours(1))
    cast.received(title="后到的", at=NOON)
    cast.received(title="急的", at=NOON - hours(0.5), urgency=Urgency.EXTRA_URGENT)

    assert titles(Work.DISPATCH, cast) == ["先到的", "急的", "后到的"]


def test_each_kind_of_work_has_its_own_list(cast: Cast) -> None:
    cast.received(title="待分拨")
    cast.replied(title="待审核")
    asked = cast.dispatched(title="退单的")
    returns.ask_return(order_id=asked.pk, reason="不属本厅职责", actor=cast.handler, now=NOON)
    late = cast.signed(title="延期的")
    extensions.ask_extension(
        order_id=late.pk, working_days=2, reason="需现场核查", actor=cast.handler, now=NOON
    )

    assert titles(Work.DISPATCH, cast) == ["待分拨"]
    assert titles(Work.REVIEW, cast) == ["待审核"]
    assert titles(Work.RETURNS, cast) == ["退单的"]
    assert titles(Work.EXTENSIONS, cast) == ["延期的"]
    assert queries.count_waiting(cast.dispatcher) == dict.fromkeys(Work, 1)


def test_a_decision_names_the_order_that_it_is_about(cast: Cast) -> None:
    order = cast.dispatched()
    returns.ask_return(order_id=order.pk, reason="不属本厅职责", actor=cast.handler, now=NOON)

    assert queries.waiting(cast.dispatcher, Work.RETURNS).get().order == order


def test_what_waits_for_the_requester_does_not_wait_for_the_centre(cast: Cast) -> None:
    case = cast.received()
    centre.ask_info(case_id=case.pk, question="请补充合同编号", actor=cast.dispatcher, now=NOON)

    assert titles(Work.DISPATCH, cast) == []
    assert queries.count_waiting(cast.dispatcher)[Work.DISPATCH] == 0


@pytest.mark.parametrize("who", ["handler", "neighbour", "outsider", "overseer"])
def test_nobody_outside_the_centre_sees_its_queue(cast: Cast, who: str) -> None:
    cast.received()

    assert titles(Work.DISPATCH, cast, who) == []
    assert not any(queries.count_waiting(getattr(cast, who)).values())


def test_counts_stop_at_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 3)
    for _turn in range(5):
        cast.received()

    assert queries.count_waiting(cast.dispatcher)[Work.DISPATCH] == 3


def test_the_queue_costs_as_much_for_twenty_as_for_two(cast: Cast) -> None:
    actor = cast.dispatcher

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as spent:
            for clock in queries.waiting(actor, Work.DISPATCH):
                str((clock.case.title, clock.case.category, clock.case.region, clock.case.lead_unit))
        return len(spent)

    cast.received()
    cast.received()
    few = cost()
    for _turn in range(18):
        cast.received()
    assert cost() == few
    assert few <= 5


def found(cast: Cast, text: str, who: str = "dispatcher") -> set[str]:
    return {case.title for case in queries.search(getattr(cast, who), text)}


def test_a_case_is_found_by_its_number_however_it_is_written(cast: Cast) -> None:
    case = cast.received(title="甲")
    cast.received(title="乙")

    assert found(cast, case.number) == {"甲"}
    assert found(cast, str(case)) == {"甲"}
    assert found(cast, f" {case.number[:6]} {case.number[6:]} ") == {"甲"}


@pytest.mark.parametrize("typed", [PHONE, "138 9721 0001", "138-9721-0001"])
def test_a_case_is_found_by_the_whole_telephone_number(cast: Cast, typed: str) -> None:
    cast.received(title="甲")
    cast.received(title="乙", phone="13997210002")

    assert found(cast, typed) == {"甲"}


def test_a_part_of_a_telephone_number_finds_nobody(cast: Cast) -> None:
    cast.received(title="甲")

    assert found(cast, PHONE[:7]) == set()


def test_a_case_is_found_by_words_of_title_and_content(cast: Cast) -> None:
    cast.received(title="货车进不了园区", content="拉建材的货车被拦在南川工业园区门口。")
    cast.received(title="工程款何时支付", content="监狱项目工程款一直没有支付。")

    assert found(cast, "货车 园区") == {"货车进不了园区"}
    assert found(cast, "建材") == {"货车进不了园区"}
    assert found(cast, "货车 工程款") == set()


@pytest.mark.parametrize("typed", ["", "   ", "！？", "0", "（）"])
def test_what_holds_no_word_finds_nothing(cast: Cast, typed: str) -> None:
    cast.received()

    assert found(cast, typed) == set()


def test_units_find_only_what_they_have(cast: Cast) -> None:
    cast.dispatched(title="司法厅的货车")
    cast.received(title="别人的货车")

    assert found(cast, "货车", "handler") == {"司法厅的货车"}
    assert found(cast, "货车", "neighbour") == set()


def draft(cast: Cast) -> Any:
    request = Request(kind=Kind.HELP, title="没写完的", content="", channel="hotline")  # type: ignore[arg-type]
    return intake.save_draft(request=request, actor=cast.agent, now=NOON)


def test_drafts_are_in_a_list_of_their_own(cast: Cast) -> None:
    kept = draft(cast)

    assert list(queries.drafts(cast.agent)) == [kept]
    assert list(queries.open_cases(cast.agent)) == []
    assert found(cast, "没写完的") == set()
    assert list(queries.drafts(cast.handler)) == []


def test_open_means_received_and_not_answered(cast: Cast) -> None:
    cast.received(title="待分拨")
    cast.signed(title="在办")
    cast.closed(title="办结")

    assert {case.title for case in queries.open_cases(cast.dispatcher)} == {"待分拨", "在办"}
    assert {case.title for case in queries.open_cases(cast.handler)} == {"在办"}


def test_what_another_province_has_is_listed(cast: Cast) -> None:
    nanjing = Unit.objects.create(slug="nanjing", name="南京12345", kind=UnitKind.OTHER_HOTLINE)
    case = cast.received(title="健康码")
    handoff.hand_off(case_id=case.pk, unit_id=nanjing.pk, letter="请协助", actor=cast.dispatcher, now=NOON)
    cast.received()

    assert [one.title for one in queries.handed_off(cast.dispatcher)] == ["健康码"]


def test_the_meeting_hears_of_what_is_complex_and_of_what_is_late(cast: Cast) -> None:
    hard = cast.received(title="疑难")
    centre.mark_complex(case_id=hard.pk, reason="涉及多个部门", actor=cast.dispatcher, now=NOON)
    cast.received(title="超时", at=NOON - hours(3))
    cast.received(title="刚到")
    centre.decide(case_id=hard.pk, text="明日前拿出办法", actor=cast.leader, now=NOON)
    centre.note(case_id=hard.pk, text="不是决定", actor=cast.dispatcher, now=NOON)

    listed = {case.title: case for case in queries.for_meeting(cast.leader, NOON)}
    assert set(listed) == {"疑难", "超时"}
    assert [note.text for note in listed["疑难"].notes.all()] == ["明日前拿出办法"]
    assert [case.title for case in queries.complex_cases(cast.leader)] == ["疑难"]


def test_a_case_in_full_costs_the_same_with_two_orders_and_with_twenty(cast: Cast) -> None:
    def cost(co: int) -> int:
        helpers = [
            Unit.objects.create(slug=f"helper-{co}-{turn}", name=f"协办{co}-{turn}", kind=UnitKind.DEPARTMENT)
            for turn in range(co)
        ]
        case = cast.received()
        for batch in (helpers[:10],):
            centre.dispatch(
                case_id=case.pk,
                lead=cast.unit["justice"].pk,
                co_units=[unit.pk for unit in batch],
                actor=cast.dispatcher,
                now=NOON,
            )
        actor = cast.dispatcher
        with CaptureQueriesContext(connection) as spent:
            full = queries.case_in_full(actor, case.pk)
            for order in full.orders.all():
                str((order.unit, order.given_by, list(order.replies.all()), list(order.extensions.all())))
        assert len(full.orders.all()) == co + 1
        return len(spent)

    assert cost(1) == cost(10)


def test_the_drafts_of_units_are_not_shown_to_the_centre(cast: Cast) -> None:
    from fenbo.cases.operations import units

    order = cast.signed()
    units.save_reply_draft(order_id=order.pk, text="还没写完", actor=cast.handler, now=NOON)

    full = queries.case_in_full(cast.dispatcher, order.case_id)
    assert [list(one.replies.all()) for one in full.orders.all()] == [[]]


def test_a_case_out_of_scope_is_not_there(cast: Cast) -> None:
    case = cast.received()

    for who, key in (("handler", case.pk), ("dispatcher", new_id())):
        with pytest.raises(OutOfScope):
            queries.case_in_full(getattr(cast, who), key)
    assert cast.fresh(case).state == CaseState.RECEIVED
