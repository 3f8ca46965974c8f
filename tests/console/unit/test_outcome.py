"""What a unit has done and what came of it."""

import pytest
from django.urls import reverse

from fenbo.cases.models import ReplyOutcome
from fenbo.cases.operations import review
from fenbo.cases.timeline import for_requester
from tests.cast import NOON, Cast
from tests.console.desks import at, desk
from tests.console.unit.test_order import TEXT, look, press


def test_what_came_of_it_goes_with_the_reply_into_the_answer(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    press(client, order, "reply", text=TEXT, outcome="partly")
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)

    assert order.case.answers.get().outcome == ReplyOutcome.PARTLY
    assert "部分解决" in look(client, order)
    assert press(client, cast.signed(), "reply", text=TEXT, outcome="wonderful").status_code == 422


def test_a_draft_keeps_the_outcome_too(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    draft = reverse("console:order_draft", args=[order.pk, "final"])
    with at(NOON):
        client.post(draft, {"text": TEXT, "basis": "", "outcome": "planned"})

    assert order.replies.get().outcome == ReplyOutcome.PLANNED
    assert '<option value="planned" selected>' in look(client, order, "reply")


def test_what_the_unit_does_is_noted_and_read_by_staff_only(cast: Cast) -> None:
    order, client = cast.signed(), desk(cast, "handler")
    assert press(client, order, "measure", text="已到现场核查").status_code == 302

    assert "已到现场核查" in look(client, order)
    with at(NOON):
        centre = desk(cast, "dispatcher").get(reverse("console:case", args=[order.case_id]))
    assert "已到现场核查" in centre.content.decode()
    assert not any("现场" in entry.what for entry in for_requester(order.case))


@pytest.mark.parametrize("text", ["", "  ", "长" * 1001])
def test_a_measure_says_something_and_not_too_much(cast: Cast, text: str) -> None:
    assert press(desk(cast, "handler"), cast.signed(), "measure", text=text).status_code == 422


def test_nothing_is_noted_on_an_order_that_is_not_signed_in(cast: Cast) -> None:
    order = cast.dispatched()
    assert press(desk(cast, "handler"), order, "measure", text="已核查").status_code == 409
    assert not order.measures.exists()
