"""The list of cases by period, place, subject, unit, channel and standing."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.core import clock
from fenbo.directory.duties import Duty
from fenbo.reporting.models import Every, Form, Report, Run
from fenbo.reporting.reports import operations
from fenbo.reporting.selection import Selection
from tests.cast import Cast
from tests.console.desks import at, desk, look_at, sit_down, stage


def test_an_address_with_nonsense_says_what_is_wrong(cast: Cast) -> None:
    answer = desk(cast, "leader").get(
        reverse("console:reports"), {"region": "99", "since": "yesterday", "unit": "没有这个单位"}
    )

    assert answer.status_code == 422
    assert "没有找到“没有这个单位”" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("leader", 200), ("dispatcher", 200), ("handler", 403), ("overseer", 403)]
)
def test_it_is_for_the_centre(cast: Cast, who: str, status: int) -> None:
    assert desk(cast, who).get(reverse("console:reports")).status_code == status


def test_more_cases_take_no_more_queries(cast: Cast) -> None:
    client = desk(cast, "leader")
    for _turn in range(2):
        cast.closed()

    def look() -> int:
        with at(cast.now), CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("console:reports")).status_code == 200
        return len(asked)

    look()
    few = look()
    for _turn in range(18):
        cast.closed()
    assert look() == few


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def test_a_list_is_exported_and_taken(cast: Cast, var: Path) -> None:
    cast.received(channel="hotline")
    cast.received()
    client = desk(cast, "leader")
    with at(cast.now):
        asked = client.post(reverse("console:ask_export"), {"channel": "hotline", "form": "csv"})
        assert asked.headers["Location"] == reverse("console:exports")
        assert "排队" in client.get(reverse("console:exports")).content.decode()
        run = operations.make(run_id=Run.objects.get().pk, clock=lambda: cast.now)
        page = client.get(reverse("console:exports")).content.decode()
        taken = client.get(reverse("console:take_export", args=[run.pk]))

    assert "已完成" in page
    assert b"".join(taken).decode("utf-8-sig").count("\n") == 3
    assert desk(cast, "handler").get(reverse("console:take_export", args=[run.pk])).status_code == 403


@pytest.mark.parametrize("bad", [{"form": "exe"}, {"form": "csv", "region": "99"}, {}])
def test_nonsense_exports_nothing(cast: Cast, bad: dict[str, str]) -> None:
    assert desk(cast, "leader").post(reverse("console:ask_export"), bad).status_code == 302
    assert not Run.objects.exists()


def test_a_report_is_saved_and_dropped(cast: Cast) -> None:
    client = desk(cast, "leader")
    values = {"name": "每周热线", "form": "xlsx", "every": "week", "to": "lead", "channel": "hotline"}
    assert client.post(reverse("console:keep_report"), {**values, "name": ""}).status_code == 422
    assert client.post(reverse("console:keep_report"), values).status_code == 302
    page = client.get(reverse("console:exports")).content.decode()

    assert "每周热线" in page
    assert "channel=hotline" in page
    client.post(reverse("console:drop_report", args=[Report.objects.get().pk]))
    assert "每周热线" not in client.get(reverse("console:exports")).content.decode()


def test_whoever_is_told_of_a_report_is_led_to_it(cast: Cast, var: Path) -> None:
    report = operations.keep(
        name="每日全部", selection=Selection(), form=Form.CSV, every=Every.DAY, to=Duty.LEAD, actor=cast.leader,
        now=cast.now,
    )  # fmt: skip
    run = operations.ask(selection=Selection(), form=Form.CSV, actor=cast.leader, now=cast.now, report=report)
    operations.make(run_id=run.pk, clock=lambda: cast.now)
    client = desk(cast, "leader")

    assert "每日全部" in client.get(reverse("console:notices")).content.decode()
    assert client.post(reverse("console:read", args=[run.pk])).headers["Location"] == reverse(
        "console:exports"
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_in_a_browser(page: Page, var: Path) -> None:
    cast = stage()
    for _turn in range(3):
        cast.received()
    sit_down(page, "leader")
    page.goto(reverse("console:exports"))
    look_at(page, "exports-empty")
    page.get_by_role("link", name="查询与报表").first.click()
    page.get_by_text("保存为报表").first.click()
    page.get_by_label("名称").fill("每周全部诉求，按渠道和地区给指挥部的那一份")
    page.get_by_label("多久做一次").select_option("week")
    look_at(page, "reports-keep")
    page.get_by_role("button", name="保存为报表").click()
    expect(page.get_by_text("报表已保存。")).to_be_visible()
    page.goto(reverse("console:reports"))
    page.get_by_role("button", name="明细 CSV").click()
    expect(page.get_by_text("排队")).to_be_visible()
    operations.make(run_id=Run.objects.get().pk, clock=clock.now)
    expect(page.get_by_role("link", name="下载")).to_be_visible()
    look_at(page, "exports")
