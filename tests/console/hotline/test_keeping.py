"""The pages of blocked numbers and of what callers hear."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.hotline.models import Block, Prompt
from fenbo.hotline.operations import blocking
from fenbo.hotline.operations.laying import lay_defaults
from tests.cast import PHONE, Cast
from tests.console.desks import desk, look_at, sit_down, stage
from tests.hotline.test_prompts import sound


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def tomorrow() -> str:
    return (clock.now() + timedelta(days=1)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def post(client: Client, name: str, *args: object, **values: object) -> HttpResponse:
    return client.post(reverse(f"console:{name}", args=args), values)  # type: ignore[return-value]


def shown(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"console:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_number_is_blocked_for_a_reason_until_an_end_and_lifted(cast: Cast) -> None:
    leader = desk(cast, "leader")
    assert "没有号码在黑名单内" in shown(leader, "blocks")
    assert post(leader, "block_add", phone=PHONE, reason="反复骚扰", ends_at=tomorrow()).status_code == 302
    page = shown(leader, "blocks")
    assert "138****0001" in page
    assert PHONE not in page
    row = Block.objects.get()
    assert post(leader, "block_lift", row.pk).status_code == 422
    assert post(leader, "block_lift", row.pk, **{f"{row.pk}-reason": "本人说明"}).status_code == 302
    assert "没有号码在黑名单内" in shown(leader, "blocks")


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": ""},
        {"phone": "abc"},
        {"reason": ""},
        {"ends_at": ""},
        {"ends_at": "2020-01-01T00:00"},
        {"ends_at": "2099-01-01T00:00"},
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, wrong: dict[str, str]
) -> None:
    values = {"phone": PHONE, "reason": "反复骚扰", "ends_at": tomorrow(), **wrong}
    answer = post(desk(cast, "leader"), "block_add", **values)
    assert answer.status_code == 422
    assert values["reason"] in answer.content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize("who", ["agent", "dispatcher", "handler", "overseer", "outsider"])
@pytest.mark.parametrize("name", ["blocks", "prompts", "wall"])
def test_others_do_not_come_in(cast: Cast, who: str, name: str) -> None:
    assert desk(cast, who).get(reverse(f"console:{name}")).status_code == 403


def test_a_recording_is_put_in_place_and_heard(cast: Cast) -> None:
    lay_defaults()
    leader = desk(cast, "leader")
    for bad in (b"", b"MZ\x90 a program", sound(seconds=61, rate=8000)):
        refused = post(leader, "prompt_record", "welcome", "zh", sound=SimpleUploadedFile("a.wav", bad))
        assert refused.status_code == 422
    good = SimpleUploadedFile("../../a.wav", sound(rate=44_100, channels=2))
    assert post(leader, "prompt_record", "welcome", "zh", sound=good).status_code == 302
    heard = leader.get(
        reverse("console:prompt_sound", args=["welcome", "zh"]), headers={"Range": "bytes=0-3"}
    )
    assert (heard.status_code, b"".join(heard)) == (206, b"RIFF")
    assert "撤下录音" in shown(leader, "prompt", "welcome", "zh")
    assert post(leader, "prompt_unrecord", "welcome", "zh").status_code == 302
    assert leader.get(reverse("console:prompt_sound", args=["welcome", "zh"])).status_code == 404


def test_words_are_changed_and_a_refusal_keeps_what_was_typed(cast: Cast) -> None:
    lay_defaults()
    leader = desk(cast, "leader")
    assert post(leader, "prompt_write", "welcome", "zh", text="您好，请讲。").status_code == 302
    assert Prompt.objects.get(said="welcome", speech="zh").text == "您好，请讲。"
    refused = post(leader, "prompt_write", "ahead", "zh", text="没有人数")
    assert refused.status_code == 422
    assert "没有人数" in refused.content.decode()
    assert leader.get(reverse("console:prompt", args=["nonsense", "zh"])).status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_leader_blocks_a_number_and_changes_what_is_said(page: Page, tmp_path: Path) -> None:
    stage()
    lay_defaults()
    sit_down(page, "leader")
    page.get_by_role("link", name="黑名单").click()
    page.get_by_label("号码").fill(PHONE)
    page.get_by_label("理由").fill("一小时内拨打二百次，接通后不说话，已电话提醒三次仍继续")
    page.locator("[name=ends_at]").fill(tomorrow())
    page.get_by_role("button", name="加入").click()
    expect(page.get_by_text("已加入黑名单")).to_be_visible()
    look_at(page, "blocks")
    page.get_by_role("table").get_by_text("提前解除").last.click()
    page.get_by_role("table").get_by_role("button", name="解除").click()
    expect(page.get_by_text("已解除。")).to_have_count(0)
    page.get_by_role("table").get_by_label("理由").fill("本人来访说明")
    page.get_by_role("table").get_by_role("button", name="解除").click()
    expect(page.get_by_text("已解除。")).to_be_visible()

    page.get_by_role("link", name="语音").click()
    look_at(page, "prompts")
    page.get_by_role("link", name="机器朗读 引导语 普通话").click()
    file = tmp_path / "welcome.wav"
    file.write_bytes(sound(rate=44_100))
    page.get_by_label("录音文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("audio")).to_be_visible()
    look_at(page, "prompt")


def test_two_and_twenty_blocked_numbers_cost_the_same(cast: Cast) -> None:
    leader = desk(cast, "leader")

    def queries(upto: int) -> int:
        for number in range(Block.objects.count(), upto):
            blocking.block(
                phone=f"138972300{number:02}",
                reason="一小时内拨打二百次，不说话",
                ends_at=clock.now() + timedelta(days=1),
                actor=cast.leader,
                now=clock.now(),
            )
        leader.get(reverse("console:blocks"))
        with CaptureQueriesContext(connection) as caught:
            shown = leader.get(reverse("console:blocks")).content.decode()
        assert shown.count("****00") == upto
        return len(caught)

    assert queries(2) == queries(20)
