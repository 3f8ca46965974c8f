"""The pages of the briefings."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.models import CaseNote
from fenbo.cases.operations import centre
from fenbo.journal.consumers import at_once
from fenbo.reporting.briefing import operations
from fenbo.reporting.models import Briefing, Edition
from tests.cast import NOON, Cast, hours
from tests.console.desks import at, desk, look_at, sit_down, stage

MORNING = NOON + hours(20)


@pytest.fixture
def briefing(cast: Cast) -> Briefing:
    order = cast.signed()
    centre.mark_complex(
        case_id=order.case_id, reason="涉及多个部门", actor=cast.dispatcher, now=NOON + hours(1)
    )
    return operations.make(Edition.DAY, now=MORNING)


def decide(client: Client, briefing: Briefing, **values: str) -> object:
    case = briefing.content["complex"][0]["id"]
    with at(MORNING + hours(1)):
        return client.post(
            reverse("console:briefing_decide", args=[briefing.pk, case]),
            {f"{case}-{name}": value for name, value in values.items()},
        )


def test_a_decision_becomes_an_instruction_with_its_date(cast: Cast, briefing: Briefing) -> None:
    answer = decide(desk(cast, "leader"), briefing, text="本周付清", due_at="2020-03-12T18:00")

    assert answer.status_code == 302  # type: ignore[attr-defined]
    note = CaseNote.objects.get(is_decision=True)
    assert (note.text, note.due_at.isoformat() if note.due_at else "") == (
        "本周付清",
        "2020-03-12T10:00:00+00:00",
    )


def test_a_date_that_is_over_keeps_what_was_typed(cast: Cast, briefing: Briefing) -> None:
    answer = decide(desk(cast, "leader"), briefing, text="本周付清", due_at="2020-03-01T18:00")

    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "完成时间应当晚于现在。" in page
    assert "本周付清" in page
    assert not CaseNote.objects.exists()


def test_a_supervisor_reads_and_does_not_decide(cast: Cast, briefing: Briefing) -> None:
    client = desk(cast, "supervisor")

    assert (
        "<summary>记下决定"
        not in client.get(reverse("console:briefing", args=[briefing.pk])).content.decode()
    )
    assert decide(client, briefing, text="本周付清").status_code == 403  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["handler", "overseer", "outsider"])
def test_it_is_for_the_centre(cast: Cast, briefing: Briefing, who: str) -> None:
    client = desk(cast, who)
    for address in (reverse("console:briefings"), reverse("console:briefing", args=[briefing.pk])):
        assert client.get(address).status_code == 403


def test_files_are_handed_out_and_others_are_not_found(cast: Cast, briefing: Briefing) -> None:
    client = desk(cast, "leader")
    word = client.get(reverse("console:briefing_file", args=[briefing.pk, "docx"]))

    assert 'filename="briefing-day-2020-03-09.docx"' in word.headers["Content-Disposition"]
    assert client.get(reverse("console:briefing_file", args=[briefing.pk, "exe"])).status_code == 404


def test_it_can_be_made_before_the_morning_and_nonsense_cannot(cast: Cast) -> None:
    client = desk(cast, "leader")

    assert client.post(reverse("console:make_briefing"), {"edition": "week"}).status_code == 302
    assert client.post(reverse("console:make_briefing"), {"edition": "century"}).status_code == 422
    assert Briefing.objects.count() == 1


def test_one_of_an_earlier_day_can_be_made_and_one_of_a_day_to_come_cannot(cast: Cast) -> None:
    cast.closed()
    client = desk(cast, "leader")
    with at(MORNING):
        early = client.post(reverse("console:make_briefing"), {"edition": "day", "last": "2020-03-10"})
        assert (
            client.post(
                reverse("console:make_briefing"), {"edition": "day", "last": "2020-03-09"}
            ).status_code
            == 302
        )

    assert early.status_code == 422
    assert "这一天还没有过完。" in early.content.decode()
    assert Briefing.objects.get().content["received"] == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_meeting_in_a_browser(page: Page) -> None:
    cast = stage()
    for days in range(1, 9):
        with at_once():
            cast.closed(at=cast.now - timedelta(days=days))
        cast.received(at=cast.now - timedelta(days=days))
    order = cast.signed(at=cast.now - timedelta(days=2), title="工程款什么时候支付，项目已经完成百分之九十五")
    centre.mark_complex(case_id=order.case_id, reason="涉及多个部门", actor=cast.dispatcher, now=cast.now)
    sit_down(page, "leader")
    page.get_by_role("link", name="会议材料").first.click()
    look_at(page, "briefings-empty")
    page.get_by_role("button", name="晨会").click()
    expect(page.get_by_role("heading", name="三、疑难诉求")).to_be_visible()
    look_at(page, "briefing")
    page.get_by_text("记下决定").first.click()
    page.get_by_label("会议决定").first.fill("由省司法厅牵头，周五前付清")
    page.get_by_role("button", name="记下决定").first.click()
    expect(page.get_by_text("由省司法厅牵头，周五前付清").last).to_be_visible()
    look_at(page, "briefing-decided")
    page.goto(reverse("console:briefings"))
    look_at(page, "briefings")
