"""A requester's way in a real browser: submit, follow, supply, rate; and what happens when the server is away."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, review, units
from fenbo.core import clock
from fenbo.journal.consumers import at_once
from tests.cast import Cast, enter
from tests.publication.conftest import add_publisher
from tests.seeing import shoot, until_kept, violations
from tests.website.conftest import Publish

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """The server runs in a thread of its own, so the clock is the real one here."""
    stage = enter()
    add_publisher(stage, "publisher")
    stage.now = clock.now()
    with at_once():
        yield stage


def write(page: "Page") -> None:
    page.goto("/submit/")
    page.get_by_label("求助").check()
    page.get_by_label("发生了什么事").fill("工程款一直没有支付，请帮助协调。我的电话13897210001。")
    page.get_by_label("姓名或称呼").fill("王小明")
    page.get_by_label("电话", exact=True).fill("13897210001")
    page.get_by_label("可以，给有同样问题的人参考").check()


def look_over(page: "Page") -> None:
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="提交之前看一看").wait_for()


def send(page: "Page") -> None:
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/submit/receipt/")


def sideways(page: "Page") -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def fine(page: "Page", name: str) -> None:
    """Both widths: no violation, nothing to scroll sideways; a picture of each to look at."""
    for width, size in (("390", PHONE), ("1440", DESK)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        shoot(page, f"website-{name}-{width}")
        assert violations(page) == []
        assert sideways(page) <= 0
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


def test_a_requester_submits_follows_supplies_and_rates(page: "Page", cast: Cast) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    page.get_by_role("link", name="我要反映").first.click()
    write(page)
    fine(page, "submit")
    look_over(page)
    assert "13897210001" not in page.locator(".quote").inner_text()
    fine(page, "look-over")
    send(page)
    fine(page, "receipt")

    case = Case.objects.get()
    expect(page.get_by_text(case.query_code)).to_be_visible()
    page.context.clear_cookies()
    page.goto("/follow/")
    page.get_by_label("编号").fill(case.number)
    page.get_by_label("查询码").fill(case.query_code)
    page.get_by_role("button", name="查看").click()
    page.get_by_text("正在确定由哪个单位办理。").first.wait_for()

    centre.dispatch(case_id=case.pk, lead=cast.unit["justice"].pk, actor=cast.dispatcher, now=clock.now())
    order = case.orders.get()
    units.sign_in(order_id=order.pk, actor=cast.handler, now=clock.now())
    centre.ask_info(
        case_id=case.pk, order_id=order.pk, question="合同编号是多少？", actor=cast.handler, now=clock.now()
    )
    page.reload()
    page.get_by_role("link", name="现在补充").click()
    page.get_by_label("补充的情况").fill("合同编号HT-2019-7")
    fine(page, "case-asked")
    page.get_by_role("button", name="提交补充").click()
    page.get_by_text("已收到您的补充。").wait_for()

    units.reply(order_id=order.pk, text="工程款将于月底前支付。", actor=cast.handler, now=clock.now())
    review.issue(case_id=case.pk, actor=cast.dispatcher, now=clock.now())
    page.reload()
    page.get_by_label("解决了", exact=True).check()
    page.get_by_label("5 很满意").check()
    fine(page, "case-answered")
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("谢谢您的评价。").wait_for()
    case.refresh_from_db()
    assert (case.state, case.score) == (CaseState.CLOSED, 5)


def test_without_script_everything_still_works(page: "Page", cast: Cast) -> None:
    browser = page.context.browser
    assert browser is not None
    page.goto("/")
    address = page.url.rstrip("/")
    plain = browser.new_context(base_url=address, locale="zh-CN", java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    visitor = plain.new_page()
    write(visitor)
    look_over(visitor)
    visitor.get_by_role("button", name="返回修改").click()
    assert "13897210001" in visitor.get_by_label("发生了什么事").input_value()
    look_over(visitor)
    send(visitor)
    visitor.get_by_role("link", name="查看这件诉求").click()
    visitor.get_by_role("heading", name="撤回诉求").click()
    visitor.get_by_label("撤回的原因").fill("已经解决")
    visitor.get_by_role("button", name="确认撤回").click()
    visitor.get_by_text("您已撤回，不再办理。").first.wait_for()
    plain.close()
    assert Case.objects.get().state == CaseState.WITHDRAWN


def test_a_double_click_the_back_button_and_a_refresh_make_one_case(page: "Page", cast: Cast) -> None:
    write(page)
    look_over(page)
    page.get_by_role("button", name="提交", exact=True).dblclick()
    page.wait_for_url("**/submit/receipt/")
    page.reload()
    page.go_back()
    page.wait_for_load_state()
    page.go_forward()
    page.wait_for_load_state()

    assert Case.objects.count() == 1


def test_a_submission_survives_a_server_that_is_away_and_is_sent_once(page: "Page", cast: Cast) -> None:
    write(page)
    look_over(page)
    failures = iter([True, True])

    def away(route: "Route") -> None:
        if route.request.method == "POST" and next(failures, False):
            route.abort("connectionrefused")
        else:
            route.continue_()

    page.route("**/submit/", away)
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("内容已保存在本机").wait_for()
    page.wait_for_url("**/submit/receipt/", timeout=20_000)

    assert Case.objects.count() == 1


def test_an_answer_that_was_lost_on_the_way_back_brings_no_second_case(page: "Page", cast: Cast) -> None:
    write(page)
    look_over(page)
    failures = iter([True])

    def lost(route: "Route") -> None:
        if route.request.method == "POST" and next(failures, False):
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/submit/", lost)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/submit/receipt/", timeout=20_000)

    assert Case.objects.count() == 1
    expect(page.get_by_text(Case.objects.get().query_code)).to_be_visible()


def test_a_closed_page_goes_on_when_it_is_opened_again(page: "Page", cast: Cast) -> None:
    write(page)
    look_over(page)
    page.route(
        "**/submit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("内容已保存在本机").wait_for()
    page.goto("about:blank")
    page.unroute("**/submit/")

    page.goto("/submit/")
    page.wait_for_url("**/submit/receipt/", timeout=20_000)
    assert Case.objects.count() == 1


def test_what_was_typed_is_there_again_after_a_reload_and_gone_after_sending(
    page: "Page", cast: Cast
) -> None:
    write(page)
    until_kept(page, "工程款")
    page.reload()
    expect(page.get_by_label("发生了什么事")).to_have_value(re.compile("工程款"))

    look_over(page)
    send(page)
    page.goto("/submit/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("发生了什么事")).to_have_value("")


def test_mistakes_are_listed_and_lead_to_their_fields(page: "Page", cast: Cast) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/submit/")
    page.get_by_role("button", name="下一步").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert page.evaluate("document.activeElement.id") == "errors"
    fine(page, "submit-wrong")
    summary.get_by_role("link", name=re.compile("请写明发生了什么事")).click()
    assert page.evaluate("document.activeElement.id") == "id_content"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("home", "/"),
        ("track", "/follow/"),
        ("publications", "/cases/"),
        ("nothing-found", "/cases/?q=没有这回事"),
        ("wrong-filter", "/cases/?since=2020-03-10&until=2020-03-09"),
        ("numbers", "/numbers/"),
        ("about", "/about/"),
        ("privacy", "/privacy/"),
        ("accessibility", "/accessibility/"),
        ("simple", "/?simple=1"),
        ("simple-submit", "/submit/?simple=1"),
        ("missing", "/cases/2003090001275/"),
    ],
)
def test_every_public_page_is_fine_at_both_widths(
    page: "Page", cast: Cast, publish: Publish, name: str, path: str
) -> None:
    for title in (
        "货车进不了园区",
        "外省员工返岗要办哪些手续，是否需要隔离，费用由谁承担，工资怎么算",
        "监狱项目工程款",
    ):
        publish(title=title)
    page.goto(path)
    fine(page, name)


def test_a_published_case_is_found_and_read(page: "Page", cast: Cast, publish: Publish) -> None:
    publish(title="货车进不了园区", content="外省货车到园区门口被拦，请问要办什么手续？")
    page.goto("/")
    page.get_by_label("先看看有没有人问过").fill("货车 手续")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="货车进不了园区").click()
    page.get_by_text("工程款已列入本月计划").wait_for()
    fine(page, "publication")
