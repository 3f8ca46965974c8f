"""Reports as files: what is in them, who may have them, and that a million rows fit into little memory."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from openpyxl import load_workbook

from fenbo.cases.models import Channel
from fenbo.core.errors import InvalidInput, MissingDuty, OutOfScope
from fenbo.directory.duties import Duty
from fenbo.directory.models import Post
from fenbo.journal.queries import events_of
from fenbo.journal.verification import verify
from fenbo.notices import sending, wishes
from fenbo.notices.models import By as Way
from fenbo.notices.models import Every as Interval
from fenbo.notices.models import Notice
from fenbo.reporting.models import Every, Form, Report, Run, RunState
from fenbo.reporting.reports import operations, summaries, writing
from fenbo.reporting.selection import By, Selection, Standing, selected
from tests.cast import NOON, PHONE, Cast, hours

MONDAY = datetime(2020, 3, 16, 0, 10, tzinfo=UTC)
Make = Callable[..., Run]


@pytest.fixture
def make(cast: Cast, settings: object, tmp_path: Path) -> Make:
    settings.VAR = tmp_path  # type: ignore[attr-defined]

    def made(form: Form = Form.CSV, *, by: str = "leader", **wanted: object) -> Run:
        selection = Selection(**wanted)  # type: ignore[arg-type]
        run = operations.ask(selection=selection, form=form, actor=getattr(cast, by), now=NOON)
        return operations.make(run_id=run.pk, clock=lambda: NOON + hours(1))

    return made


def lines(run: Run) -> list[list[str]]:
    with operations.file_of(run).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_csv_has_a_row_for_every_case_beneath_watermark_and_head(cast: Cast, make: Make) -> None:
    cast.received(channel=Channel.HOTLINE)
    cast.closed()
    run = make()
    mark, head, *rows = lines(run)

    assert re.fullmatch(r"分拨 · 仅供工作使用 · leader同志 · 2020-03-09 12:00 · \w+", mark[0])
    assert head[:4] == ["编号", "受理时间", "办结时间", "渠道"]
    assert len(rows) == run.done == run.total == 2
    assert [row[3] for row in rows] == ["热线", "网站"]
    assert rows[1][1:3] == ["2020-03-09 12:00:00", "2020-03-09 12:00:00"]
    assert rows[1][11] == "省司法厅"


def test_nothing_in_it_tells_who_brought_a_case(cast: Cast, make: Make) -> None:
    cast.received(title="我是王小明", content="我的电话是13897210001，请帮助我。")
    text = operations.file_of(make()).read_text(encoding="utf-8-sig")

    assert "王小明" not in text
    assert PHONE not in text


def test_an_xlsx_says_the_same_and_is_watermarked_on_paper_too(cast: Cast, make: Make) -> None:
    for _turn in range(3):
        cast.received()
    sheet = load_workbook(operations.file_of(make(Form.XLSX))).active

    assert sheet is not None
    assert sheet.max_row == 5
    assert "仅供工作使用" in str(sheet["A1"].value)
    assert sheet.oddFooter is not None
    assert "仅供工作使用" in str(sheet.oddFooter.center.text)


def test_only_what_was_asked_for_is_in_it(cast: Cast, make: Make) -> None:
    cast.received(channel=Channel.HOTLINE)
    cast.received()

    assert make(channel="hotline").done == 1
    assert make(since=date(2020, 3, 10)).done == 0
    assert make(standing=Standing.SETTLED).done == 0


def test_a_public_summary_puts_small_cells_together(cast: Cast, make: Make) -> None:
    for channel, number in (
        (Channel.HOTLINE, 7),
        (Channel.WEBSITE, 6),
        (Channel.WALK_IN, 3),
        (Channel.WECHAT, 2),
    ):
        for _turn in range(number):
            cast.received(channel=channel)
    book = load_workbook(operations.file_of(make(Form.PUBLIC)))
    inside = load_workbook(operations.file_of(make(Form.SUMMARY)))

    def cells(sheet: object) -> list[tuple[object, ...]]:
        return list(sheet.iter_rows(min_row=3, values_only=True))  # type: ignore[attr-defined]

    assert cells(book["渠道"]) == [("热线", 7), ("网站", 6), ("其他（少于五件的合并）", 5)]
    assert len(cells(inside["渠道"])) == 4
    assert all(int(str(number)) >= 5 for sheet in book for _name, number in cells(sheet))


def test_asking_making_and_taking_are_on_record(cast: Cast, make: Make) -> None:
    run = make(channel="hotline")
    operations.take(run_id=run.pk, actor=cast.dispatcher, now=NOON + hours(2))
    told = [(event.move, event.actor_name) for event in events_of(run.pk)]

    assert [move for move, _who in told] == ["export_ask", "export_make", "export_take"]
    assert "dispatcher" in told[2][1]
    assert verify().first_bad is None


@pytest.mark.parametrize("who", ["handler", "agent", "overseer", "outsider"])
def test_it_is_for_those_who_lead_supervise_or_dispatch_at_the_centre(
    cast: Cast, make: Make, who: str
) -> None:
    with pytest.raises(MissingDuty):
        make(by=who)
    assert not Run.objects.exists()


def test_who_lost_the_duty_meanwhile_gets_no_file(cast: Cast, make: Make) -> None:
    run = operations.ask(selection=Selection(), form=Form.CSV, actor=cast.leader, now=NOON)
    Post.objects.filter(staff=cast.staff["leader"]).delete()
    done = operations.make(run_id=run.pk, clock=lambda: NOON + hours(1))

    assert (done.state, done.problem) == (RunState.FAILED, "导出人已经没有权限。")
    assert not operations.file_of(run).exists()


def test_more_than_a_sheet_has_is_refused_with_the_way_out(
    cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_ROWS", 1)
    cast.received()
    cast.received()

    assert "请改用 CSV" in make(Form.XLSX).problem
    assert make(Form.CSV).done == 2


def test_how_far_it_is_is_told_on_the_way(cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TOLD_EVERY", 2)
    told: list[int] = []
    path = operations.file_of(Run(form=Form.CSV))
    rows = ([number] for number in range(5))

    assert writing.write_csv(writing.aside(path), "水印", rows, told.append) == 5
    assert told == [2, 4]


def test_a_file_is_let_go_after_a_week_and_its_record_stays(cast: Cast, make: Make) -> None:
    run = make()
    assert operations.sweep(now=NOON + timedelta(days=6)) == 0
    assert operations.sweep(now=NOON + timedelta(days=9)) == 1

    assert not operations.file_of(run).exists()
    assert Run.objects.get().state == RunState.EXPIRED
    with pytest.raises(OutOfScope):
        operations.take(run_id=run.pk, actor=cast.leader, now=NOON + timedelta(days=9))


def keep(cast: Cast, every: Every, **about: object) -> Report:
    values = {
        "name": "每周热线",
        "selection": Selection(channel="hotline"),
        "form": Form.CSV,
        "every": every,
        "to": Duty.LEAD,
        **about,
    }
    return operations.keep(actor=cast.leader, now=NOON, **values)  # type: ignore[arg-type]


def test_a_weekly_report_is_made_on_monday_over_the_week_before_once_and_told(cast: Cast, make: Make) -> None:
    report = keep(cast, Every.WEEK)
    keep(cast, Every.MONTH)
    keep(cast, Every.NEVER)
    assert operations.make_due(now=MONDAY - timedelta(days=1)) == []
    (run,) = operations.make_due(now=MONDAY)
    assert operations.make_due(now=MONDAY + hours(1)) == []

    assert run.selection == {"channel": "hotline", "since": "2020-03-09", "until": "2020-03-15"}
    operations.make(run_id=run.pk, clock=lambda: MONDAY)
    notice = Notice.objects.get(topic="report_ready")
    assert (notice.text, notice.duty, notice.subject) == (report.name, Duty.LEAD, run.pk)


def test_who_wants_to_be_reached_elsewhere_is_told_there_that_it_is_ready(
    cast: Cast, make: Make, settings: object
) -> None:
    settings.SENDS_MAIL = True  # type: ignore[attr-defined]
    for who in ("leader", "supervisor", "handler"):
        wishes.choose(
            staff_id=cast.staff[who].pk, by=Way.EMAIL, every=Interval.DAY, email=f"{who}@12345.example"
        )
    operations.keep(
        name="每周工程款",
        selection=Selection(channel=Channel.HOTLINE),
        form=Form.XLSX,
        every=Every.WEEK,
        to=Duty.LEAD,
        actor=cast.leader,
        now=NOON,
    )
    (run,) = operations.make_due(now=MONDAY)
    for _twice in range(2):
        operations.make(run_id=run.pk, clock=lambda: MONDAY)

    assert sending.send_waiting(now=MONDAY + hours(1)) == 1
    (letter,) = mail.outbox
    assert letter.to == ["leader@12345.example"]
    assert letter.subject == "报表已做好"
    assert letter.body.startswith("报表“每周工程款”（2020-03-09 – 2020-03-15）已做好，请登录")
    assert not letter.attachments


def test_a_report_asked_for_by_hand_is_sent_to_nobody(cast: Cast, make: Make, settings: object) -> None:
    settings.SENDS_MAIL = True  # type: ignore[attr-defined]
    wishes.choose(
        staff_id=cast.staff["leader"].pk, by=Way.EMAIL, every=Interval.DAY, email="leader@12345.example"
    )
    make()
    assert sending.send_waiting(now=NOON + hours(2)) == 0


def test_a_report_without_a_name_is_refused_and_one_dropped_is_made_no_more(cast: Cast, make: Make) -> None:
    with pytest.raises(InvalidInput):
        keep(cast, Every.DAY, name=" ")
    report = keep(cast, Every.DAY)
    operations.drop(report_id=report.pk, actor=cast.leader, now=NOON)

    assert operations.make_due(now=MONDAY) == []
    with pytest.raises(OutOfScope):
        operations.drop(report_id=report.pk, actor=cast.leader, now=NOON)


def test_a_selection_comes_back_as_it_was_kept() -> None:
    whole = Selection(
        since=date(2020, 3, 1), until=date(2020, 3, 9), by=By.SETTLED, region="630100", category="04", unit=3,
        channel="hotline", kind="help", standing=Standing.LATE,
    )  # fmt: skip

    for one in (whole, Selection(), Selection(unit=3)):
        assert Selection.from_json(one.as_json()) == one


def test_a_summary_names_what_has_no_name(cast: Cast) -> None:
    cast.received()
    tables = dict(
        summaries.tables(selected(cast.leader, Selection(), NOON).select_related(None), public=False)
    )

    assert tables["地区"] == [("未填", 1)]
