"""The briefing of the morning meeting: what it says, when it is made, and that its papers can be opened."""

import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from pypdf import PdfReader

from fenbo.cases.operations import centre, returns
from fenbo.catalogue.models import Category
from fenbo.journal.consumers import at_once
from fenbo.reporting.briefing import operations
from fenbo.reporting.briefing.bulletin import bulletin
from fenbo.reporting.briefing.docx import docx
from fenbo.reporting.briefing.gathering import gather, read
from fenbo.reporting.briefing.paper import Chart, Heading, Lines, Table, Text, paper
from fenbo.reporting.briefing.pdf import pdf
from fenbo.reporting.briefing.proposals import proposals
from fenbo.reporting.counts import Counts
from fenbo.reporting.models import Briefing, Edition
from fenbo.topics import placing
from tests.cast import NOON, Cast, hours

MORNING = datetime(2020, 3, 10, 0, tzinfo=UTC)  # 08:00 in Xining
SUNDAY, MONDAY, FIRST = date(2020, 3, 8), date(2020, 3, 9), date(2020, 4, 1)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """A day on which something of everything happened."""
    top = Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0402", name="工程款", parent=top)
    cast.received(at=NOON - timedelta(days=1))
    with at_once():
        cast.closed(category="0402", title="口罩厂何时复工")
    order = cast.signed(category="0402", title="我是王小明，电话13897210001，工程款未付")
    centre.mark_complex(
        case_id=order.case_id, reason="涉及多个部门", actor=cast.dispatcher, now=NOON + hours(1)
    )
    other = cast.signed()
    returns.ask_return(order_id=other.pk, reason="不属职责", actor=cast.handler, now=NOON + hours(2))
    return cast


def test_it_counts_the_day_and_the_change_to_the_day_before(busy: Cast) -> None:
    found = gather(MONDAY, MONDAY, MORNING)

    assert (found.received, found.received_before) == (3, 1)
    assert (found.closed, found.closed_before) == (1, 0)
    assert (found.received_to_date, found.closed_to_date, found.open_to_date) == (4, 1, 3)
    assert found.subjects == [("财政税收", 2), ("", 1)]
    assert dict(found.open_by_state) == {"已受理": 1, "办理中": 2}
    assert found.returns.asked == found.returns.pending == 1


def test_a_complex_case_is_told_in_five_lines_without_names(busy: Cast) -> None:
    (told,) = gather(MONDAY, MONDAY, MORNING).complex

    assert len(told.lines) == 5
    assert [line.split("：")[0] for line in told.lines] == ["受理", "承办", "最近", "时限", "决定"]
    assert "省司法厅" in told.lines[1]
    assert "王小明" not in told.title
    assert "13897210001" not in told.title


def test_who_is_late_is_named_with_how_much(busy: Cast) -> None:
    late = gather(MONDAY, MONDAY, MORNING + timedelta(days=3)).overdue

    assert [row[0] for row in late] == ["省司法厅"]
    assert late[0][3] >= 1


def test_what_is_kept_comes_back_as_it_was(busy: Cast) -> None:
    found = gather(MONDAY, MONDAY, MORNING)
    briefing = Briefing.objects.create(
        edition=Edition.DAY, since=MONDAY, until=MONDAY, made_at=MORNING, content=found.as_json()
    )

    assert read(Briefing.objects.get(pk=briefing.pk).content) == found


@pytest.mark.parametrize(
    ("edition", "today", "since", "until"),
    [
        (Edition.DAY, date(2020, 3, 10), MONDAY, MONDAY),
        (Edition.WEEK, MONDAY, date(2020, 3, 2), SUNDAY),
        (Edition.WEEK, date(2020, 3, 11), date(2020, 3, 2), SUNDAY),
        (Edition.MONTH, FIRST, date(2020, 3, 1), date(2020, 3, 31)),
        (Edition.MONTH, date(2020, 3, 10), date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_every_edition_has_its_days(edition: Edition, today: date, since: date, until: date) -> None:
    assert operations.stretch(edition, today) == (since, until)


@pytest.mark.django_db
def test_the_morning_makes_what_is_due_and_makes_it_once(cast: Cast) -> None:
    assert [one.edition for one in operations.make_due(now=MORNING)] == ["day"]
    assert [one.edition for one in operations.make_due(now=MORNING - timedelta(days=1))] == ["day", "week"]
    assert [one.edition for one in operations.make_due(now=MORNING + timedelta(days=22))] == ["day", "month"]
    first = Briefing.objects.get(edition="day", until=MONDAY)
    assert operations.make(Edition.DAY, now=MORNING + hours(3)).pk == first.pk


def test_a_decision_of_the_meeting_stands_in_it(busy: Cast) -> None:
    briefing = operations.make(Edition.DAY, now=MORNING)
    case = read(briefing.content).complex[0]
    centre.decide(
        case_id=case.id,  # type: ignore[arg-type]
        text="由省司法厅牵头，本周付清",
        due_at=MORNING + timedelta(days=3),
        actor=busy.leader,
        now=MORNING + hours(1),
    )

    blocks = paper(briefing).blocks
    place = [isinstance(block, Heading) and "会议决定" in block.text for block in blocks].index(True)
    (decided,) = blocks[place + 1 :]
    assert isinstance(decided, Lines)
    assert decided.lines[0].startswith("由省司法厅牵头，本周付清（3月13日08:00前完成）")


def test_the_papers_open_and_say_the_same(busy: Cast) -> None:
    made = paper(operations.make(Edition.DAY, now=MORNING))
    word = Document(io.BytesIO(docx(made)))
    reader = PdfReader(io.BytesIO(pdf(made)))
    in_word = "\n".join(part.text for part in word.paragraphs)
    in_pdf = re.sub(r"[\s\0]", "", "".join(page.extract_text() for page in reader.pages))

    for block in made.blocks:
        if isinstance(block, Heading | Text):
            assert block.text in in_word
            assert re.sub(r"\s", "", block.text) in in_pdf
    charts = [block for block in made.blocks if isinstance(block, Chart)]
    assert len(word.inline_shapes) == len(charts) == sum(len(page.images) for page in reader.pages) == 2
    assert len(word.tables) == sum(isinstance(block, Table) for block in made.blocks)


def test_what_many_write_of_is_told_without_what_is_private(cast: Cast) -> None:
    for number in range(5):
        at = NOON - timedelta(hours=5 - number)
        phone = f"1389721000{number}"
        title = f"沥青厂晚上排放浓烟，电话{phone}"
        cast.received(title=title, content="沥青厂晚上排放浓烟。", phone=phone, at=at)
        placing.place_waiting(now=at)
    content = read(json.loads(json.dumps(gather(MONDAY, MONDAY, MORNING).as_json())))

    ((title, place, people, cases, surge),) = content.topics
    assert title.startswith("沥青厂晚上排放浓烟")
    assert "1389721" not in title
    assert (place, people, cases, surge) == ("", 5, 5, "一周5人，平时0.25人")
    made = paper(operations.make(Edition.DAY, now=MORNING))
    (row,) = (
        row
        for block in made.blocks
        if isinstance(block, Table) and "激增" in block.head
        for row in block.rows
    )
    assert row == (title, "5", "5", surge)


def test_a_briefing_kept_before_there_were_topics_is_read(cast: Cast) -> None:
    kept = gather(MONDAY, MONDAY, MORNING).as_json()
    del kept["topics"]
    assert read(kept).topics == []


@pytest.mark.django_db
def test_an_empty_day_says_so_in_every_part(cast: Cast) -> None:
    made = paper(operations.make(Edition.DAY, now=MORNING))
    texts = [block.text for block in made.blocks if isinstance(block, Text)]

    assert "没有列为疑难的在办诉求。" in texts
    assert "没有单位超时。" in texts
    assert "数字里没有特别要提的。" in texts
    assert docx(made).startswith(b"PK")
    assert pdf(made).startswith(b"%PDF")


def test_an_undecided_complex_case_and_a_crowd_of_late_ones_are_proposed(busy: Cast) -> None:
    for _turn in range(4):
        busy.dispatched("commerce")
    found = proposals(gather(MONDAY, MONDAY, MORNING + timedelta(days=2)))

    assert any("疑难诉求还没有决定" in line for line in found)
    assert any(line.startswith("省商务厅有") for line in found)


def test_the_bulletin_speaks_as_the_founding_months_did() -> None:
    at = datetime(2020, 3, 23, 10, tzinfo=UTC)

    assert (
        bulletin(Counts(at, 5661, 5651, 0))
        == "截至2020年3月23日18:00，累计收到诉求5661件，办结5651件，办结率99.8%。"
    )
    assert bulletin(Counts(at, 0, 0, 0)) == "截至2020年3月23日18:00，累计收到诉求0件。"
