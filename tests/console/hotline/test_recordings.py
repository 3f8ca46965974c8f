"""The pages of recordings and of quality."""

import re
import wave
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.models import Call, Criterion, Happened, Sample, SampleState
from fenbo.hotline.operations import quality, seats
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.operations.noting import note
from fenbo.hotline.recorded import LISTENING
from fenbo.hotline.switch.interface import Happening
from fenbo.journal.queries import Event
from tests.cast import PHONE, Cast
from tests.console.desks import desk, look_at, sit_down, stage
from tests.hotline.telephone import until

H = Happened
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def hall(cast: Cast) -> Cast:
    cast.now = clock.now()
    lay_defaults()
    return cast


def spoken(cast: Cast, folder: Path, *, number: int = 1, who: str = "agent") -> Call:
    """A call that somebody answered, with three seconds of sound."""
    sound = folder / f"{number}.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(number.to_bytes(2, "little") * 24_000)
    actor = getattr(cast, who)
    seat = seats.log_in(seat="8001" if who == "agent" else "8002", actor=actor, now=cast.now).seat_id
    for second, happened in enumerate((H.ARRIVED, H.QUEUED, H.ANSWERED, H.ENDED, H.RECORDED)):
        at = cast.now - timedelta(minutes=number) + timedelta(seconds=second)
        note(
            Happening(
                call_id=f"call-{number}", happened=happened, at=at, seat=seat, phone=PHONE, recording=sound
            ),
            switch="test",
        )
    return Call.objects.get(call_id=f"call-{number}")


def get(client: Client, name: str, *args: object, **headers: str) -> HttpResponseBase:
    return client.get(reverse(f"console:{name}", args=args), headers=headers)


def listen(client: Client, call: Call, reason: str = "") -> str:
    """The address that the player is given; empty when the listening was refused."""
    answer = client.post(reverse("console:recording_listen", args=[call.pk]), {"reason": reason})
    found = re.search(r'<audio[^>]* src="([^"]+)"', answer.content.decode())
    return found.group(1) if found else ""


def test_a_leader_listens_for_a_reason_and_the_journal_has_it(hall: Cast, tmp_path: Path) -> None:
    call, leader = spoken(hall, tmp_path), desk(hall, "leader")
    page = get(leader, "recordings").content.decode()  # type: ignore[attr-defined]
    assert reverse("console:recording", args=[call.pk]) in page
    assert "138****0001" in page
    assert PHONE not in page
    assert listen(leader, call) == "", "no reason, no sound"
    assert not Event.objects.filter(stream=call.pk).exists()
    player = listen(leader, call, "质检抽查")
    event = Event.objects.get(stream=call.pk)
    assert (event.move, event.facts["reason"], event.actor_id) == (
        "recording_listened",
        "质检抽查",
        hall.staff["leader"].pk,
    )
    part = leader.get(player, headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part)) == (206, b"RIFF")
    assert "质检抽查" in get(leader, "recording", call.pk).content.decode()  # type: ignore[attr-defined]


def test_an_agent_hears_their_own_calls_without_a_reason_and_no_others(hall: Cast, tmp_path: Path) -> None:
    mine, other = spoken(hall, tmp_path), spoken(hall, tmp_path, number=2, who="dispatcher")
    agent = desk(hall, "agent")
    page = get(agent, "recordings").content.decode()  # type: ignore[attr-defined]
    assert str(mine.pk) in page
    assert str(other.pk) not in page
    assert agent.get(listen(agent, mine)).status_code == 200
    assert Event.objects.get(stream=mine.pk).actor_id == hall.staff["agent"].pk
    assert get(agent, "recording", other.pk).status_code == 404
    answer = agent.post(reverse("console:recording_listen", args=[other.pk]), {"reason": "好奇"})
    assert answer.status_code == 404
    assert not Event.objects.filter(stream=other.pk).exists()


@pytest.mark.parametrize("who", ["dispatcher", "overseer", "leader"])
def test_the_players_address_is_of_no_use_to_anybody_else(hall: Cast, tmp_path: Path, who: str) -> None:
    call = spoken(hall, tmp_path)
    player = listen(desk(hall, "agent"), call)
    assert desk(hall, who).get(player).status_code == 404
    assert Client().get(player).status_code == 302, "sent to the login"


def test_the_players_address_is_of_one_call_and_of_an_hour(
    hall: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, second = spoken(hall, tmp_path), spoken(hall, tmp_path, number=2, who="agent")
    agent = desk(hall, "agent")
    player = listen(agent, call)
    assert agent.get(player.replace(str(call.pk), str(second.pk))).status_code == 404
    assert agent.get(player + "x").status_code == 404
    monkeypatch.setattr("fenbo.hotline.recorded.LISTENING", LISTENING * -1)
    assert agent.get(player).status_code == 404


@pytest.mark.parametrize("who", ["handler", "caller", "outsider"])
@pytest.mark.parametrize("name", ["recordings", "quality"])
def test_others_do_not_come_in(hall: Cast, who: str, name: str) -> None:
    assert get(desk(hall, who), name).status_code == 403


def test_a_leader_holds_a_recording_and_lets_it_go(hall: Cast, tmp_path: Path) -> None:
    call, leader = spoken(hall, tmp_path), desk(hall, "leader")
    hold = reverse("console:recording_hold", args=[call.pk])
    assert leader.post(hold, {"keep-reason": " "}).status_code == 422
    assert leader.post(hold, {"keep-reason": "涉及复议"}).status_code == 302
    assert "涉及复议" in get(leader, "recording", call.pk).content.decode()  # type: ignore[attr-defined]
    assert leader.post(hold, {"keep-reason": "又一次"}).status_code == 409
    let_go = reverse("console:recording_let_go", args=[call.pk])
    assert leader.post(let_go, {"keep-reason": "结束"}).status_code == 302
    assert desk(hall, "agent").post(hold, {"keep-reason": "好奇"}).status_code == 403


def test_the_list_is_narrowed_by_day_seat_and_name(hall: Cast, tmp_path: Path) -> None:
    mine, other = spoken(hall, tmp_path), spoken(hall, tmp_path, number=2, who="dispatcher")
    leader, url = desk(hall, "leader"), reverse("console:recordings")

    def shown(**query: str) -> set[UUID]:
        page = leader.get(url, query).content.decode()
        return {call.pk for call in (mine, other) if str(call.pk) in page}

    assert shown() == {mine.pk, other.pk}
    assert shown(seat="8002") == {other.pk}
    assert shown(who="agent") == {mine.pk}
    assert shown(until="2020-01-01") == set()
    assert shown(since="nonsense") == {mine.pk, other.pk}


def test_more_recordings_take_no_more_queries(hall: Cast, tmp_path: Path) -> None:
    leader = desk(hall, "leader")
    for number in (1, 2):
        spoken(hall, tmp_path, number=number)
    get(leader, "recordings")
    with CaptureQueriesContext(connection) as few:
        get(leader, "recordings")
    for number in range(3, 21):
        spoken(hall, tmp_path, number=number)
    with CaptureQueriesContext(connection) as many:
        get(leader, "recordings")
    assert len(few) == len(many)


def test_two_and_twenty_samples_cost_the_same(hall: Cast, tmp_path: Path) -> None:
    leader, agent = desk(hall, "leader"), desk(hall, "agent")
    today = day_of(hall)

    def queries(first: int, last: int) -> tuple[int, int]:
        for number in range(first, last + 1):
            spoken(hall, tmp_path, number=number)
        quality.draw(first=today - DAY, last=today, each=last, actor=hall.leader, now=hall.now)
        for row in Sample.objects.filter(state=SampleState.DRAWN):
            marks = {one.pk: 5 for one in Criterion.objects.all()}
            quality.score(sample_id=row.pk, points=marks, actor=hall.supervisor, now=hall.now)
        found = []
        for client in (leader, agent):
            address = reverse("console:quality") + f"?state={SampleState.SCORED}"
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                shown = client.get(address).content.decode()
            keys = set(map(str, Sample.objects.values_list("pk", flat=True)))
            assert len([key for key in keys if key in shown]) == last
            found.append(len(caught))
        return found[0], found[1]

    assert queries(1, 2) == queries(3, 20)


def day_of(hall: Cast) -> date:
    return hall.now.astimezone(SHANGHAI).date()


def points(value: int) -> dict[str, int]:
    return {quality.field_of(one): value for one in Criterion.objects.all()}


def test_a_score_its_appeal_and_the_decision_over_the_pages(hall: Cast, tmp_path: Path) -> None:
    call = spoken(hall, tmp_path)
    leader, agent, other = desk(hall, "leader"), desk(hall, "agent"), desk(hall, "supervisor")
    today = call.began_at.astimezone(clock.SHANGHAI).date()
    answer = leader.post(reverse("console:quality_draw"), {"first": today, "last": today, "each": 2})
    assert answer.status_code == 302
    row = Sample.objects.get()
    shown, scored, appealed, decided = (
        reverse(f"console:{name}", args=[row.pk])
        for name in ("sample", "sample_score", "sample_appeal", "sample_decide")
    )
    assert agent.get(shown).status_code == 404, "not before it is scored"
    answer = leader.post(scored, points(5) | {"remark": "x" * 501})
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode(), "what was typed is still there"
    assert leader.post(scored, points(5) | {"remark": "语速偏快"}).status_code == 302
    assert "语速偏快" in agent.get(shown).content.decode()
    assert agent.post(appealed, {"reason": ""}).status_code == 422
    assert agent.post(appealed, {"reason": "来电人要求快些"}).status_code == 302
    assert agent.post(appealed, {"reason": "再来一次"}).status_code == 409
    assert leader.post(decided, {"verdict": "uphold", "reason": "维持"}).status_code == 403
    assert (
        other.post(
            decided, {"verdict": "change", "reason": "改", quality.field_of(Criterion.objects.all()[0]): 3}
        ).status_code
        == 422
    )
    assert other.post(decided, points(9) | {"verdict": "change", "reason": "已重听"}).status_code == 302
    page = agent.get(shown).content.decode()
    assert "已改分" in page
    assert "45 / 100" in page


def test_a_draw_that_makes_no_sense_is_refused_on_the_page(hall: Cast) -> None:
    answer = desk(hall, "leader").post(
        reverse("console:quality_draw"), {"first": "2020-03-09", "last": "2020-03-08", "each": "0"}
    )
    assert answer.status_code == 422
    assert "2020-03-09" in answer.content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_leader_listens_and_scores_and_the_agent_appeals(page: Page, tmp_path: Path) -> None:
    cast = stage()
    lay_defaults()
    for number in (1, 2):
        spoken(cast, tmp_path, number=number)
    sit_down(page, "leader")
    page.get_by_role("link", name="录音", exact=True).click()
    look_at(page, "recordings")
    page.get_by_role("table").get_by_role("link").first.click()
    look_at(page, "recording")
    page.get_by_role("button", name="收听").click()
    expect(page.get_by_text("请填写这一项")).not_to_have_count(0)
    page.get_by_label("收听理由").fill("质检抽查")
    page.get_by_role("button", name="收听").click()
    sound = page.locator("audio")
    expect(sound).to_be_visible()
    until(lambda: sound.evaluate("one => one.duration") == 3, "its length")
    # Jumping to the end works, since the server gives parts.
    sound.evaluate("one => { one.currentTime = 2.5; }")
    until(lambda: sound.evaluate("one => one.currentTime >= 2.5 && !one.seeking"), "the end of it")
    look_at(page, "recording-playing")

    page.get_by_role("link", name="质检", exact=True).click()
    look_at(page, "quality-empty")
    page.locator("[name=last]").fill(cast.now.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d"))
    page.get_by_role("button", name="随机抽取").click()
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(2)
    look_at(page, "quality")
    page.get_by_role("table").get_by_role("link").first.click()
    look_at(page, "sample-to-score")
    for criterion in Criterion.objects.all():
        page.get_by_label(criterion.name).fill(str(criterion.points - 1))
    page.get_by_label("评语").fill("回答准确，语速偏快。")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_text("95 / 100")).to_be_visible()

    page.context.clear_cookies()
    sit_down(page, "agent")
    page.get_by_role("link", name="质检", exact=True).click()
    page.get_by_role("table").get_by_role("link").click()
    page.get_by_label("申诉理由").fill("来电人在高速路口，要求快些说。")
    look_at(page, "sample-to-appeal")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_text("已提交申诉")).to_be_visible()

    page.context.clear_cookies()
    sit_down(page, "supervisor")
    page.get_by_role("link", name="质检", exact=False).first.click()
    page.get_by_role("link", name="申诉中").click()
    page.get_by_role("table").get_by_role("link").click()
    look_at(page, "sample-to-decide")
    page.get_by_label("维持原分").check()
    page.get_by_label("复核意见").fill("已重听，维持。")
    page.get_by_role("button", name="提交复核").click()
    expect(page.get_by_role("heading", name="维持原分")).to_be_visible()
    look_at(page, "sample-decided")
