"""网站找错 over HTTP and in a browser: from the foot of a page to the editors' desk."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from fenbo.defects import operations
from fenbo.defects.models import Defect, DefectState
from fenbo.directory.actors import Actor
from tests.cast import NOON, Cast
from tests.console.desks import desk, look_at, sit_down
from tests.website.conftest import text

if TYPE_CHECKING:
    from playwright.sync_api import Page

GIVEN = {"page": "/about/", "kind": "defect_old", "text": "答复时限已经改了"}
LIST = "/desk/website/"


def report(number: int = 0) -> Defect:
    return operations.report(**{**GIVEN, "text": f"第{number}处"}, actor=Actor.public(), now=NOON)


def test_the_foot_of_every_page_leads_to_the_form_with_the_page_filled_in(client: Client, cast: Cast) -> None:
    assert 'href="/report-error/?page=/about/"' in text(client.get("/about/"))
    assert 'value="/about/"' in text(client.get("/report-error/?page=/about/"))


@pytest.mark.parametrize(
    ("referer", "page"),
    [("http://testserver/privacy/?a=1", "/privacy/"), ("https://elsewhere.example/x/", ""), ("::", "")],
)
def test_the_page_that_was_left_is_proposed_and_no_other_site(
    client: Client, cast: Cast, referer: str, page: str
) -> None:
    shown = text(client.get("/report-error/", headers={"referer": referer}))
    assert f'value="{page}"' in shown if page else "elsewhere" not in shown


def test_a_report_is_thanked_with_the_time_by_which_it_is_settled(client: Client, cast: Cast) -> None:
    answer = client.post("/report-error/", GIVEN, follow=True)
    assert "12:00" in text(answer)
    assert Defect.objects.get().page == "/about/"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"text": ""}, "这个字段是必填项"), ({"kind": "x"}, "x"), ({"page": "//evil.example"}, "本网站的页面")],
)
def test_what_is_wrong_comes_back_with_all_that_was_typed(
    client: Client, cast: Cast, changes: dict[str, str], said: str
) -> None:
    answer = client.post("/report-error/", {**GIVEN, **changes})
    assert answer.status_code == 422
    assert said in text(answer)
    assert {**GIVEN, **changes}["page"] in text(answer)


def test_one_address_cannot_flood_the_editors(client: Client, cast: Cast, settings: Settings) -> None:
    settings.SUBMISSIONS_PER_CLIENT = 1
    client.post("/report-error/", GIVEN)
    answer = client.post("/report-error/", {**GIVEN, "text": "又一处"})
    assert answer.status_code == 429
    assert "又一处" in text(answer)
    assert Defect.objects.count() == 1


def test_an_editor_settles_it_and_finds_it_among_the_settled(cast: Cast) -> None:
    defect, editor = report(), desk(cast, "editor")
    address = reverse("console:defect", args=[defect.pk])
    assert defect.text in text(editor.get(LIST))
    assert editor.post(address, {"version": 1, "mended": "1", "outcome": ""}).status_code == 422
    done = editor.post(address, {"version": 1, "mended": "1", "outcome": "已改正。"})
    assert done.headers["Location"] == LIST
    defect.refresh_from_db()
    assert defect.state == DefectState.MENDED
    assert "没有待处理的意见" in text(editor.get(LIST))
    assert defect.text in text(editor.get(f"{LIST}?tray=settled"))
    # Somebody else's old page keeps what was typed and says what happened.
    late = editor.post(address, {"version": 1, "mended": "0", "outcome": "不是错误。"})
    assert late.status_code == 409
    assert "不是错误。" in text(late)


def test_the_notice_leads_to_the_report(cast: Cast) -> None:
    defect, editor = report(), desk(cast, "editor")
    assert defect.text in text(editor.get("/desk/notices/"))
    opened = editor.post(reverse("console:read", args=[defect.pk]))
    assert opened.headers["Location"] == reverse("console:defect", args=[defect.pk])


def test_others_find_nothing_there(cast: Cast) -> None:
    defect = report()
    address = reverse("console:defect", args=[defect.pk])
    assert desk(cast, "unit_editor").get(address).status_code == 404
    assert desk(cast, "agent").get(address).status_code == 403
    assert defect.text not in text(desk(cast, "unit_editor").get(LIST))


@pytest.mark.parametrize("tray", ["", "settled"])
def test_the_list_costs_the_same_for_two_rows_and_for_twenty(cast: Cast, tray: str) -> None:
    editor = desk(cast, "editor")

    def add(numbers: range) -> None:
        for number in numbers:
            made = report(number)
            if tray:
                operations.settle(defect_id=made.pk, mended=True, outcome="好", actor=cast.editor, now=NOON)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            editor.get(LIST, {"tray": tray})
        return len(caught)

    add(range(2))
    editor.get(LIST)
    few = cost()
    add(range(2, 20))
    assert cost() == few


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_the_foot_of_a_page_to_the_desk_without_barriers(page: "Page", cast: Cast) -> None:
    page.goto("/privacy/")
    page.get_by_role("link", name="网站找错").click()
    expect(page.get_by_label("哪个页面")).to_have_value("/privacy/")
    look_at(page, "website-report-error")
    page.get_by_label("错别字或看不懂").check()
    page.get_by_label("哪里不对").fill("第二段有错字")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("谢谢，已经转给编辑核对").wait_for()

    sit_down(page, "editor")
    page.goto(LIST)
    look_at(page, "desk-defects")
    page.get_by_role("link", name="第二段有错字").click()
    look_at(page, "desk-defect")
    page.get_by_label("已改正").check()
    page.get_by_label("处理说明").fill("已改。")
    page.get_by_role("button", name="处理完毕").click()
    page.get_by_text("没有待处理的意见").wait_for()
