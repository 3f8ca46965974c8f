"""One conversation of a case over all channels, in the order of time."""

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fenbo.cases.conversation import conversation
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, requester, review, units
from fenbo.notices.models import By
from fenbo.notices.operations import Reach, tell
from fenbo.notices.texts import Text
from tests.cast import NOON, PHONE, Cast, hours


def told(case: Case, kind: Text, hour: float) -> None:
    values = {"number": str(case), "code": case.query_code, "site": "12345.example"}
    with transaction.atomic():
        tell(key=f"{kind}:{hour}", kind=kind, reaches=[Reach(By.SMS, PHONE)], values=values, subject=case.pk,
             now=NOON + hours(hour))  # fmt: skip


def test_what_was_written_asked_sent_and_said_stands_in_order(cast: Cast) -> None:
    order = cast.signed()
    case = order.case
    told(case, Text.RECEIVED, 0.1)
    units.contact(
        order_id=order.pk, reached=True, text="已说明办理安排", actor=cast.handler, now=NOON + hours(1)
    )
    centre.ask_info(
        case_id=case.pk,
        question="合同在哪里签的？",
        order_id=order.pk,
        actor=cast.handler,
        now=NOON + hours(2),
    )
    who = cast.requester(case)
    requester.supply_info(case_id=case.pk, text="在西宁签的。", actor=who, now=NOON + hours(3))
    units.reply(order_id=order.pk, text="本月底前支付。", actor=cast.handler, now=NOON + hours(4))
    review.issue(case_id=case.pk, actor=cast.dispatcher, now=NOON + hours(5))
    requester.rate(case_id=case.pk, score=5, solved=True, actor=who, now=NOON + hours(6))

    pieces = conversation(cast.fresh(case))
    assert [(piece.what, piece.is_requesters) for piece in pieces] == [
        ("提交（网站）", True),
        ("受理通知", False),
        ("电话联系", False),
        ("提问", False),
        ("补充", True),
        ("答复", False),
        ("评价", True),
    ]
    assert pieces[4].text == "在西宁签的。"
    assert pieces[1].is_secret
    assert case.query_code not in "".join(piece.text for piece in pieces)
    assert [way.by for way in pieces[1].ways] == [By.SMS]


def test_twenty_pieces_cost_no_more_queries_than_two(cast: Cast) -> None:
    case, costs = cast.received(), []
    for number in (2, 18):
        for turn in range(number):
            told(case, Text.ANSWERED, number + turn)
        with CaptureQueriesContext(connection) as asked:
            conversation(case)
        costs.append(len(asked))
    assert costs[0] == costs[1]
