"""Following one's own case: read in plain words, gone on with."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.cases.lifecycle import CaseState, PublicationState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, returns, review, units
from fenbo.core.clock import frozen
from fenbo.files.operations import attach
from fenbo.files.queries import attachments_of
from fenbo.publication.models import Publication
from fenbo.supervision.rules import REMINDERS_A_DAY
from tests.cast import NOON, Cast, hours
from tests.files.makers import picture, upload
from tests.website.conftest import Publish, opened, text


def page(client: Client, case: Case) -> str:
    return text(client.get(f"/follow/{case.number}/"))


def step(client: Client, case: Case, name: str, **given: Any) -> Any:
    data = {f"{name}-{field}": value for field, value in given.items()}
    return client.post(f"/follow/{case.number}/{name}/", data)


def test_the_page_says_where_it_is_who_has_it_since_when_and_until_when(client: Client, cast: Cast) -> None:
    order = cast.signed()
    shown = page(opened(client, cast.fresh(order)), cast.fresh(order))

    assert "“省司法厅”正在办理。" in shown
    for words in ("由谁负责", "省司法厅", "3月9日 12:00", "最迟", "3月10日 12:00", "剩 23小时"):
        assert words in shown


def test_not_ours_is_shown_with_who_said_so_and_where_it_went(client: Client, cast: Cast) -> None:
    order = cast.signed()
    returns.ask_return(order_id=order.pk, reason="属商务事项", actor=cast.handler, now=NOON)
    returns.agree_return(
        order_id=order.pk, next_unit=cast.unit["commerce"].pk, actor=cast.dispatcher, now=NOON
    )
    case = cast.fresh(order)
    shown = page(opened(client, case), case)

    assert "“省司法厅”表示不属于本单位职责" in shown
    assert "转由“省商务厅”办理" in shown
    assert "同志" not in shown


def test_an_answer_is_shown_with_its_basis_and_unit(client: Client, cast: Cast) -> None:
    case = cast.closed()
    shown = page(opened(client, case), case)

    assert "工程款已列入本月计划" in shown
    assert "依据：《政府投资条例》" in shown
    assert "省司法厅" in shown


def test_internal_notes_are_never_on_the_page(client: Client, cast: Cast) -> None:
    order = cast.dispatched()
    centre.note(case_id=order.case_id, text="此人经常投诉", actor=cast.dispatcher, now=NOON)
    case = cast.fresh(order)
    shown = page(opened(client, case), case)

    assert "此人经常投诉" not in shown
    assert "请核实后答复" not in shown


def test_adding_what_was_asked_for_lets_the_case_go_on(client: Client, cast: Cast) -> None:
    order = cast.signed()
    centre.ask_info(
        case_id=order.case_id, order_id=order.pk, question="合同编号是多少？", actor=cast.handler, now=NOON
    )
    case = cast.fresh(order)
    assert "合同编号是多少？" in page(opened(client, case), case)

    photo = SimpleUploadedFile("合同.jpg", picture(), content_type="image/jpeg")
    answer = step(client, case, "supply", text="编号是HT-2019-7", files=[photo])

    assert answer.status_code == 302
    assert cast.fresh(case).state == CaseState.IN_HAND
    shown = page(client, case)
    assert "编号是HT-2019-7" in shown
    assert "合同.jpg" in shown


@pytest.mark.parametrize(("given", "said"), [("", "请写明要补充的情况"), ("字" * 5001, "5000")])
def test_a_supplement_that_is_empty_or_too_long_comes_back_as_it_was(
    client: Client, cast: Cast, given: str, said: str
) -> None:
    case = cast.received()
    answer = step(opened(client, case), case, "supply", text=given)

    assert answer.status_code == 422
    assert said in text(answer)
    assert given[:50] in text(answer)
    assert case.supplements.count() == 0


def test_a_lying_file_stops_the_supplement_and_keeps_its_text(client: Client, cast: Cast) -> None:
    case = cast.received()
    lying = SimpleUploadedFile("照片.jpg", b"MZ this is a program")
    answer = step(opened(client, case), case, "supply", text="补充说明一下", files=[lying])

    assert answer.status_code == 422
    assert "补充说明一下" in text(answer)
    assert case.supplements.count() == 0
    assert not attachments_of(case.pk).exists()


def test_own_files_are_handed_out_and_those_of_units_are_not(client: Client, cast: Cast) -> None:
    case = cast.received()
    mine = attach(owner=case.pk, upload=upload(picture(), "a.jpg"), actor_name="诉求人", now=NOON)
    theirs = attach(
        owner=case.pk,
        upload=upload(picture(size=(9, 9)), "b.jpg"),
        actor_name="省司法厅",
        now=NOON,
        label="reply 1",
    )
    opened(client, case)

    handed = client.get(f"/follow/{case.number}/files/{mine.pk}/")
    assert (handed.status_code, handed.headers["Cache-Control"]) == (200, "no-store, private")
    assert handed.getvalue()
    assert client.get(f"/follow/{case.number}/files/{theirs.pk}/").status_code == 404


def test_the_requester_may_ask_to_hurry_a_few_times_a_day(client: Client, cast: Cast) -> None:
    order = cast.signed()
    case = cast.fresh(order)
    opened(client, case)

    answers = []
    for number in range(REMINDERS_A_DAY + 1):
        with frozen(NOON + hours(2 + number)):
            answers.append(step(client, case, "remind", text="等着用款"))

    assert [one.status_code for one in answers] == [302] * REMINDERS_A_DAY + [422]
    assert "今天已经催办" in text(answers[-1])
    assert "等着用款" in text(answers[-1])
    assert "已催促办理单位加快办理" in page(client, case)


def test_withdrawing_ends_it(client: Client, cast: Cast) -> None:
    case = cast.received()
    opened(client, case)

    answer = step(client, case, "withdraw", reason="已经解决", version=case.version)

    assert answer.status_code == 302
    assert cast.fresh(case).state == CaseState.WITHDRAWN
    assert "您已撤回" in page(client, case)


def test_withdrawing_from_an_old_page_is_refused_until_what_changed_was_seen(
    client: Client, cast: Cast
) -> None:
    order = cast.dispatched()
    case = cast.fresh(order)
    opened(client, case)
    units.sign_in(order_id=order.pk, actor=cast.handler, now=NOON)

    answer = step(client, case, "withdraw", reason="等不及了", version=case.version)
    shown = text(answer)

    assert answer.status_code == 409
    assert "别人已经改过" in shown
    assert "等不及了" in shown
    assert f'name="withdraw-version" value="{cast.fresh(case).version}"' in shown
    assert cast.fresh(case).state == CaseState.IN_HAND


def test_a_step_that_came_too_late_says_so_and_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    case = cast.closed()
    opened(client, case)

    answer = step(client, case, "supply", text="再补充一点")

    assert answer.status_code == 409
    assert "状态已经变化" in text(answer)
    assert "再补充一点" in text(answer)


def test_rating_a_case_solved_thanks(client: Client, cast: Cast) -> None:
    case = cast.closed()
    opened(client, case)

    answer = step(client, case, "rate", solved="1", score="5", remark="很快")

    assert answer.headers["Location"] == f"/follow/{case.number}/"
    assert cast.fresh(case).score == 5
    assert "谢谢您的评价" in page(client, case)


def test_rating_it_unsolved_leads_to_having_it_handled_again(client: Client, cast: Cast) -> None:
    case = cast.closed()
    opened(client, case)

    answer = step(client, case, "rate", solved="0", score="2")
    assert answer.headers["Location"].endswith("?step=again#again")

    answer = step(client, case, "again", reason="款还没到", version=cast.fresh(case).version)
    assert answer.status_code == 302
    assert (cast.fresh(case).round, cast.fresh(case).state) == (2, CaseState.DISPATCHED)
    assert "重新办理（第 2 次）" in page(client, case)


@pytest.mark.parametrize("score", ["", "0", "6", "five", "😀"])
def test_a_score_that_is_none_is_said_at_its_field(client: Client, cast: Cast, score: str) -> None:
    case = cast.closed()
    answer = step(opened(client, case), case, "rate", solved="1", score=score)

    assert answer.status_code == 422
    assert "请选择 1 至 5 分" in text(answer)
    assert cast.fresh(case).score is None


def test_handling_again_is_offered_once_and_for_thirty_days(client: Client, cast: Cast) -> None:
    case = cast.closed()
    opened(client, case)
    assert 'id="again"' in page(client, case)

    with frozen(NOON + hours(24 * 31)):
        opened(client, case)
        assert 'id="again"' not in page(client, case)


def test_the_requester_asks_to_take_the_publication_down(
    client: Client, cast: Cast, publish: Publish
) -> None:
    case = publish()
    opened(client, case)
    assert 'id="take-down"' in page(client, case)

    answer = step(client, case, "take-down", reason="同事认出我了")

    assert answer.status_code == 302
    assert Publication.objects.get(case=case).take_down_wish == "同事认出我了"
    assert cast.fresh(case).publication_state == PublicationState.PUBLISHED


def test_an_unknown_step_is_not_found(client: Client, cast: Cast) -> None:
    case = cast.received()

    assert step(opened(client, case), case, "bribe").status_code == 404
    assert client.get(f"/follow/{case.number}/withdraw/").status_code == 405


def test_only_what_the_table_allows_is_offered(client: Client, cast: Cast) -> None:
    waiting, done = cast.received(), cast.closed()
    opened(client, waiting)
    shown = page(client, waiting)
    assert 'id="supply"' in shown
    assert 'id="withdraw"' in shown
    assert 'id="rate"' not in shown

    opened(client, done)
    shown = page(client, done)
    assert 'id="rate"' in shown
    assert 'id="withdraw"' not in shown


def test_the_page_costs_the_same_for_a_short_way_and_a_long_one(client: Client, cast: Cast) -> None:
    short = cast.received()
    long = cast.closed()
    for _time in range(18):
        centre.note(case_id=long.pk, text="备注", actor=cast.dispatcher, now=NOON)
    opened(client, short)
    opened(client, long)

    def cost(case: Case) -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client, case)
        return len(caught)

    assert abs(cost(long) - cost(short)) <= 1


def test_an_interim_answer_is_shown_while_the_final_one_is_awaited(client: Client, cast: Cast) -> None:
    order = cast.signed()
    centre.mark_complex(case_id=order.case_id, reason="涉及多部门", actor=cast.dispatcher, now=NOON)
    units.reply_interim(order_id=order.pk, text="正在协调财政部门。", actor=cast.handler, now=NOON)
    review.issue_interim(case_id=order.case_id, actor=cast.dispatcher, now=NOON)
    case = cast.fresh(order)
    shown = page(opened(client, case), case)

    assert "正在协调财政部门。" in shown
    assert "情况复杂，会先告知进展" in shown
