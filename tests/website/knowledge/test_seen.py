"""The public pages as people see them, on a phone and on a desk, without barriers."""

from typing import TYPE_CHECKING

import pytest

from tests.console.desks import look_at
from tests.knowledge.stage import Library
from tests.website.conftest import Publish

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_have_no_barriers(page: "Page", library: Library, publish: Publish) -> None:
    policy = library.policy(
        sizes=["small"], industries=["E"], region="630100", text="第一条 免征。\n第二条 缓缴。",
        questions=[("个人部分也免吗", "不免。")], conditions=[("是否参保", True, "没有可减免的缴费")],
    )  # fmt: skip
    entry, case = library.entry(policy=policy.pk, clause="第一条"), publish()
    library.revised(entry, answer="新的答复。")
    topic = library.collection(case.number)
    for name, address in {
        "search": "/search/?q=工程宽拖欠",
        "search-none": "/search/?q=航天员选拔",
        "entries": "/knowledge/",
        "entry": f"/knowledge/{entry.slug}/",
        "entry-old": f"/knowledge/{entry.slug}/1/",
        "correct": f"/knowledge/{entry.slug}/correct/",
        "policies": "/policies/",
        "policy": f"/policies/{policy.slug}/?size=small",
        "subscribe": "/policies/subscribe/",
        "topics": "/topics/",
        "topic": f"/topics/{topic.slug}/",
    }.items():
        page.goto(address)
        look_at(page, f"knowledge-{name}")


def test_suggestions_appear_while_writing_and_lead_on(page: "Page", library: Library) -> None:
    library.entry()
    page.goto("/submit/")
    page.locator("[name=content]").press_sequentially("政府项目拖欠工程款")
    page.get_by_role("link", name="政府项目拖欠工程款怎么要").wait_for()
    look_at(page, "knowledge-before-you-ask")
    page.get_by_role("link", name="政府项目拖欠工程款怎么要").click()
    page.get_by_role("heading", name="政府项目拖欠工程款怎么要", level=1).wait_for()
