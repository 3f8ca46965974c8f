"""An agent asks a support group, its staff answer, and both see it on their pages."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from fenbo.cases.models import Case
from fenbo.core import clock
from fenbo.hotline.models import Call, Inquiry, InquiryState
from fenbo.hotline.operations import inquiries, seats
from fenbo.hotline.simulated import Simulated
from tests.cast import PHONE, Cast
from tests.console.desks import DESK, desk, look_at, sit_down, stage
from tests.console.hotline.staged import always_moving, with_support

QUESTION = "外省货车进城卸货，司机要不要隔离？"


@pytest.fixture
def hall(cast: Cast) -> Cast:
    return with_support(cast)


def post(client: Client, name: str, *args: object, **values: object) -> HttpResponse:
    return client.post(reverse(f"console:{name}", args=args), values)  # type: ignore[return-value]


def shown(client: Client, name: str) -> str:
    answer = client.get(reverse(f"console:{name}"))
    assert answer.status_code == 200
    return answer.content.decode()


def asked(client: Client, hall: Cast, text: str = QUESTION, group: str = "support-trade") -> HttpResponse:
    return post(client, "inquiries", group=hall.unit[group].pk, text=text)


def test_a_question_goes_there_and_the_answer_back(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")
    assert "白玉兰值守" in shown(agent, "inquiries")
    assert "无人值守" in shown(agent, "inquiries")
    assert asked(agent, hall).status_code == 302
    assert QUESTION in shown(group, "support")
    inquiry = Inquiry.objects.get()
    assert post(group, "support_take", inquiry.pk).status_code == 302
    assert "正在解答" in shown(agent, "inquiries")
    assert post(group, "support_answer", inquiry.pk, text="不用，查验健康码。").status_code == 302
    assert "不用，查验健康码。" in shown(agent, "inquiries")
    assert "现在没有问题" in shown(group, "support")


def test_a_question_during_a_call_belongs_to_it(hall: Cast) -> None:
    agent = desk(hall, "agent")
    post(agent, "hotline_sit", seat="8001")
    post(agent, "hotline_presence", presence="ready")
    call_id = Simulated().call_in(line="12345", phone=PHONE)
    asked(agent, hall, text="响铃时问的")
    assert Inquiry.objects.get().call is None, "nobody speaks yet"
    call = Call.objects.get(call_id=call_id)
    post(agent, "hotline_command", call.pk, "answer")
    asked(agent, hall)
    assert Inquiry.objects.get(text=QUESTION).call == call
    assert QUESTION in shown(agent, "hotline")
    assert QUESTION in shown(agent, "intake")


def test_where_nobody_watches_the_agent_sees_the_case_at_once(hall: Cast) -> None:
    agent = desk(hall, "agent")
    asked(agent, hall, group="support-farming")
    case = Case.objects.get()
    assert reverse("console:case", args=[case.pk]) in shown(agent, "inquiries")
    assert str(case) in shown(agent, "asked")


def test_an_empty_question_or_answer_is_refused_with_what_was_typed(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")
    refused = asked(agent, hall, text="  ")
    assert refused.status_code == 422
    assert asked(agent, hall, text="问" * 501).status_code == 422
    asked(agent, hall)
    inquiry = Inquiry.objects.get()
    answer = post(group, "support_answer", inquiry.pk, text="", basis="第17号通告")
    assert answer.status_code == 422
    assert "第17号通告" in answer.content.decode()


def test_what_a_colleague_answered_meanwhile_is_told(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")
    asked(agent, hall)
    inquiry = Inquiry.objects.get()
    post(agent, "inquiry_withdraw", inquiry.pk)
    answer = post(group, "support_answer", inquiry.pk, text="不用。")
    assert answer.status_code == 409
    assert "已经解答或撤回" in answer.content.decode()
    assert post(agent, "inquiry_pass", inquiry.pk).status_code == 409


def test_either_side_gives_it_to_the_centre(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")
    for client, name in ((agent, "inquiry_pass"), (group, "support_pass")):
        asked(agent, hall, text=f"问题 {name}")
        inquiry = Inquiry.objects.get(text=f"问题 {name}")
        assert post(client, name, inquiry.pk).status_code == 302
        inquiry.refresh_from_db()
        assert inquiry.state == InquiryState.PASSED
    assert "仍可补充解答" in shown(group, "support")


def test_the_menu_says_how_many_wait(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")
    asked(agent, hall)
    assert group.get("/desk/").headers["Location"] == reverse("console:support")
    assert "保障组解答" in shown(group, "support")
    assert "保障组解答" not in shown(agent, "inquiries")


# Who opens which of the pages.
OPENS = [
    ("agent", {"inquiries", "asked"}),
    ("dispatcher", {"inquiries", "asked"}),
    ("specialist", {"support", "inquiries", "asked"}),
    ("supervisor", {"asked"}),
    ("leader", {"asked"}),
    ("handler", set()),
    ("outsider", set()),
]


@pytest.mark.parametrize(("who", "may"), OPENS)
@pytest.mark.parametrize("name", ["inquiries", "asked", "support"])
def test_who_opens_the_pages(hall: Cast, who: str, may: set[str], name: str) -> None:
    answer = desk(hall, who).get(reverse(f"console:{name}"))
    assert answer.status_code == (200 if name in may else 403)


def test_two_and_twenty_questions_cost_the_same(hall: Cast) -> None:
    agent, group = desk(hall, "agent"), desk(hall, "specialist")

    def queries(client: Client, name: str, upto: int) -> int:
        for number in range(Inquiry.objects.count(), upto):
            inquiry = inquiries.ask(
                group=hall.unit["support-trade"].pk, text=f"第{number}问", actor=hall.agent, now=clock.now()
            )
            inquiries.take(inquiry_id=inquiry.pk, actor=hall.specialist, now=clock.now())
        shown(client, name)
        with CaptureQueriesContext(connection) as caught:
            shown(client, name)
        return len(caught)

    few = [queries(client, name, 2) for client, name in ((group, "support"), (agent, "asked"))]
    many = [queries(client, name, 20) for client, name in ((group, "support"), (agent, "asked"))]
    assert few == many


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_both_sides_in_their_browsers(page: Page, browser: Browser, live_server: LiveServer) -> None:
    hall = with_support(stage())
    seats.log_in(seat="8001", actor=hall.agent, now=hall.now)
    sit_down(page, "agent")
    always_moving(page)
    page.goto(reverse("console:hotline"))
    page.set_viewport_size(DESK)
    page.get_by_label("问题").fill(QUESTION)
    page.get_by_role("button", name="送出问题").click()
    expect(page.locator("#asked").get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_label("问题")).to_have_value("")

    other = browser.new_context(base_url=live_server.url, locale="zh-CN", service_workers="block")
    theirs = other.new_page()
    theirs.set_default_timeout(10_000)
    sit_down(theirs, "specialist")
    always_moving(theirs)
    theirs.goto(reverse("console:support"))
    expect(theirs.get_by_role("heading", name=QUESTION)).to_be_visible()
    theirs.get_by_role("button", name="我来解答").click()
    expect(page.locator("#asked").get_by_text("正在解答")).to_be_visible()
    look_at(theirs, "support")
    theirs.set_viewport_size(DESK)

    # What is being typed stays, also when another question comes in.
    theirs.locator("textarea").press_sequentially("不用，查验", delay=20)
    inquiries.ask(
        group=hall.unit["support-trade"].pk, text="路上要不要通行证？", actor=hall.agent, now=hall.now
    )
    expect(theirs.get_by_role("heading", name="路上要不要通行证？")).to_be_visible()
    first = theirs.locator("section", has_text=QUESTION)
    assert theirs.evaluate("document.activeElement.name") == "text"
    theirs.keyboard.type("健康码。")
    expect(first.locator("textarea")).to_have_value("不用，查验健康码。")
    first.get_by_label("依据").fill("第17号通告")
    first.get_by_role("button", name="送出解答").click()
    expect(page.locator("#asked").get_by_text("不用，查验健康码。")).to_be_visible()
    look_at(page, "hotline-inquiries")
    theirs.get_by_role("button", name="不能当场解答").click()
    expect(page.locator("#asked").get_by_text("已转分拨中心")).to_be_visible()
    expect(theirs.get_by_role("heading", name="已转分拨中心，仍可补充解答")).to_be_visible()
    look_at(theirs, "support-passed")
    theirs.goto(reverse("console:asked"))
    look_at(theirs, "support-asked")
    other.close()
