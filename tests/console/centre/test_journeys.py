"""The centre's day in a real browser."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import connection
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from config.places import BASE_DIR
from fenbo.cases.lifecycle import CaseState, PublicationState
from fenbo.cases.operations import centre, returns
from fenbo.core import clock, lapsing
from fenbo.dispatch.operations import advise
from fenbo.publication import operations as publications
from tests.cast import Cast, enter
from tests.console.centre.conftest import furnish
from tests.console.desks import sit_down
from tests.seeing import shoot, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TRUCK = "我公司三辆拉建材的货车在省界检疫站被拦下，司机有健康码也不让通行，请协调放行。"


@pytest.fixture
def stage() -> Cast:
    lapsing.forget_all()
    cast = furnish(enter())
    cast.now = clock.now()
    return cast


def look_at(page: Page, name: str) -> None:
    """A picture on a phone and on a desk; no barrier and nothing cut off on either."""
    for size, mark in ((PHONE, 390), (DESK, 1440)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        shoot(page, f"{name}-{mark}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_dispatcher_works_by_keyboard_alone_and_fast(page: Page, stage: Cast) -> None:
    known = stage.received(title="工程款何时支付", category="0401", at=stage.now)
    advise(case_id=known.pk, now=stage.now)
    unknown = stage.received(title="货车被拦", content=TRUCK, at=stage.now)
    sit_down(page, "dispatcher")
    look_at(page, "centre-queue")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("下一行")
    page.keyboard.press("Escape")
    began = time.monotonic()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("工程款何时支付")
    page.keyboard.press("d")
    expect(page.get_by_label("主办单位")).to_be_focused()
    expect(page.get_by_label("主办单位")).to_have_value("省司法厅")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已分拨。")).to_be_visible()
    assert time.monotonic() - began < 30
    assert stage.fresh(known).lead_unit == stage.unit["justice"]

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("货车被拦")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("不予受理")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.type("商贸")
    page.keyboard.press("Tab")
    page.keyboard.type("商务")
    page.get_by_label("办理要求").focus()
    page.keyboard.type("请今日内协调放行")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已分拨。")).to_be_visible()
    orders = {str(order.unit) for order in unknown.orders.select_related("unit")}
    assert orders == {"商贸物流推进组", "省商务厅"}


def test_what_was_typed_survives_a_look_at_another_action(page: Page, stage: Cast) -> None:
    case = stage.received(at=stage.now)
    sit_down(page, "dispatcher")
    page.goto(f"/desk/centre/cases/{case.pk}/")
    page.keyboard.press("o")
    expect(page.locator("#act")).to_have_attribute("data-action", "note")
    expect(page.get_by_label("内容", exact=False)).to_be_focused()
    page.keyboard.type("诉求人来电")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("o")
    expect(page.get_by_label("内容", exact=False)).to_have_value("诉求人来电")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已备注。")).to_be_visible()


def test_it_works_without_script(browser: Browser, live_server: LiveServer, stage: Cast) -> None:
    case = stage.received(category="0401", at=stage.now)
    advise(case_id=case.pk, now=stage.now)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sit_down(page, "dispatcher")
    page.get_by_role("link", name="工程款何时支付").click()
    page.get_by_role("link", name="更正").click()
    page.get_by_label("标题").fill("监狱项目工程款")
    page.locator("#act").get_by_role("button", name="更正").click()
    page.locator("#act").get_by_role("button", name="分拨").click()
    expect(page.get_by_text("已分拨。")).to_be_visible()
    context.close()
    assert (stage.fresh(case).title, stage.fresh(case).state) == ("监狱项目工程款", CaseState.DISPATCHED)


def test_a_reply_is_reviewed_and_a_second_person_publishes_it(
    page: Page, browser: Browser, live_server: LiveServer, stage: Cast
) -> None:
    order = stage.replied(may_publish=True, content="我叫王小明，电话13897210001，工程款一直没有支付。")
    sit_down(page, "dispatcher")
    page.keyboard.press("2")
    page.get_by_role("link", name="工程款何时支付").click()
    look_at(page, "centre-review")
    page.get_by_role("button", name="审核答复").click()
    expect(page.get_by_role("alert")).to_be_focused()
    for label in ("回答了所问的全部问题", "依据真实有效", "没有他人的姓名"):
        page.get_by_label(re.compile(label)).check()
    page.get_by_role("button", name="审核答复").click()
    expect(page.get_by_text("已答复诉求人。")).to_be_visible()
    publications.propose(case_id=order.case_id, actor=stage.dispatcher, now=stage.now)

    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    second = context.new_page()
    sit_down(second, "publisher")
    second.get_by_role("link", name=re.compile("公示复核")).click()
    look_at(second, "centre-publications")
    second.get_by_role("link", name="工程款何时支付").click()
    expect(second.locator("del").first).to_be_visible()
    look_at(second, "centre-publication")
    second.get_by_label("已逐句对照原文").check()
    second.locator("#act").get_by_role("button", name="公示").click()
    expect(second.get_by_text("已公示。")).to_be_visible()
    context.close()
    assert stage.fresh(order).publication_state == PublicationState.PUBLISHED


def test_a_batch_is_picked_by_keyboard_and_sent(page: Page, stage: Cast) -> None:
    cases = [stage.received(title=f"第{turn}件", category="0401", at=stage.now) for turn in range(3)]
    for case in cases:
        advise(case_id=case.pk, now=stage.now)
    sit_down(page, "dispatcher")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=1)).to_have_text("批量分拨 2 件")
    look_at(page, "centre-batch")
    page.get_by_role("button", name="分拨", exact=True).click()
    expect(page.get_by_text("已分拨 2 件，未分拨 0 件")).to_be_visible()
    look_at(page, "centre-batch-report")
    assert [stage.fresh(case).state for case in cases] == [
        CaseState.DISPATCHED,
        CaseState.DISPATCHED,
        CaseState.RECEIVED,
    ]


def test_duplicates_are_compared_and_merged(page: Page, stage: Cast) -> None:
    first = stage.received(title="货车被拦", content=TRUCK, at=stage.now)
    second = stage.received(title="货车又被拦", content=TRUCK + "第二次了。", at=stage.now)
    advise(case_id=second.pk, now=clock.now())
    sit_down(page, "dispatcher")
    page.goto(f"/desk/centre/cases/{second.pk}/")
    page.locator("#similar").get_by_role("link", name="货车被拦").click()
    look_at(page, "centre-beside")
    page.get_by_label(f"{second} 并入 {first}").check()
    page.get_by_role("button", name="并单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("货车被拦")
    expect(page.get_by_text("并入本件的诉求")).to_be_visible()
    assert stage.fresh(second).state == CaseState.MERGED


def test_a_call_is_taken_down_and_read_back(page: Page, stage: Cast) -> None:
    stage.received(title="上次的事", at=stage.now)
    sit_down(page, "agent")
    page.keyboard.press("n")
    page.get_by_label("来电号码").fill("13897210001")
    page.get_by_label("来电号码").press("Tab")
    expect(page.locator("#callers")).to_contain_text("上次的事")
    page.get_by_label("内容", exact=False).first.fill(TRUCK)
    page.get_by_label("地区").fill("西宁")
    look_at(page, "centre-intake")
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已受理")
    expect(page.locator(".code code")).to_have_text(re.compile(r"^[2-9A-Z]{8}$"))
    look_at(page, "centre-taken")


def test_every_other_page_is_without_barrier(page: Page, stage: Cast) -> None:
    asked = stage.dispatched(title="退单的", at=stage.now)
    returns.ask_return(order_id=asked.pk, reason="不属本厅职责", actor=stage.handler, now=stage.now)
    hard = stage.signed(title="疑难的", at=stage.now)
    centre.mark_complex(case_id=hard.case_id, reason="多部门", actor=stage.dispatcher, now=stage.now)
    centre.decide(case_id=hard.case_id, text="明日答复", actor=stage.leader, now=stage.now)
    case = stage.received(at=stage.now)
    sit_down(page, "dispatcher")
    pages = {
        "morning": "/desk/centre/morning/",
        "sheet": "/desk/centre/morning/?print=1",
        "drafts": "/desk/centre/drafts/",
        "return": f"/desk/centre/cases/{asked.case_id}/",
        "complex": f"/desk/centre/cases/{hard.case_id}/",
        "reveal": f"/desk/cases/{case.pk}/requester/",
        "notices": "/desk/notices/",
        "empty": "/desk/centre/?tab=abroad",
        **{
            f"act-{name}": f"/desk/centre/cases/{case.pk}/{name}/"
            for name in ("answer", "ask", "refuse", "hand_off", "merge", "correct", "decide", "withdraw")
        },
    }
    for name, address in pages.items():
        page.goto(address)
        look_at(page, f"centre-{name}")


@pytest.fixture
def streams(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """The live process beside the site under test, on the same database."""
    site = urlsplit(live_server.url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://{site.hostname}:{port}"
    given = connection.settings_dict
    database = f"postgresql://{given['USER']}:{given['PASSWORD']}@/{given['NAME']}?host={given['HOST']}"
    if given["PORT"]:
        database = database.replace("@/", f"@:{given['PORT']}/")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(port),
            "--no-ws", "--workers-kill-timeout", "1", "--log-level", "warning", "config.asgi:application",
        ],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": database, "FENBO_SITE_URL": live_server.url},
    )  # fmt: skip
    settings.LIVE_URL = address
    policy = configured.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy["DIRECTIVES"], "connect-src": ["'self'", address]}
    }
    for _turn in range(100):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(30)


def test_two_dispatchers_see_each_others_work_without_reloading(
    page: Page, browser: Browser, live_server: LiveServer, stage: Cast, streams: str
) -> None:
    stage.received(title="早就在的", at=stage.now)
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    other = context.new_page()
    sit_down(page, "dispatcher")
    sit_down(other, "other")
    for one in (page, other):
        expect(one.get_by_text("实时更新")).to_be_visible()
    page.locator("tbody .table__pick input").first.check()

    stage.received(title="刚刚来的", at=clock.now())
    for one in (page, other):
        expect(one.get_by_role("link", name="刚刚来的")).to_be_visible()
    expect(page.locator("tbody .table__pick input").first).to_be_checked()

    other.get_by_role("link", name="早就在的").click()
    other.get_by_label("主办单位").fill("省司法厅")
    other.get_by_label("主办单位").press("Enter")
    expect(page.get_by_role("link", name="早就在的")).to_have_count(0)
    expect(page.get_by_role("link", name="刚刚来的")).to_be_visible()
    context.close()
