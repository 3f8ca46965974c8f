"""Photos and voices that are sent while a request is being written go with it."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core.clock import frozen
from fenbo.files.models import Attachment
from fenbo.files.queries import attachments_of
from fenbo.wechat import media, operations
from fenbo.wechat.models import Medium
from fenbo.wechat.standin.server import Standin
from fenbo.wechat.standin.world import WRITING
from tests.cast import NOON, Cast, hours
from tests.wechat.phone import NUMBERS, Phone
from tests.wechat.wechat import SECRET, wechat

AMR = b"#!AMR\n" + bytes(200)
GET = "/cgi-bin/media/get"
WHAT = "小区门口的路灯坏了两个星期。"


def photo(colour: str = "navy") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def standin(cast: Cast, settings: Settings) -> Iterator[Standin]:
    with wechat() as server:
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "api": server.url}
        server.world.allow("oPerson1", WRITING)
        server.world.media |= {
            "photo": ("image/jpeg", photo()),
            "voice": ("audio/amr", AMR),
            "film": ("video/mp4", b"film"),
            "text": ("image/jpeg", b"<html>not a photo</html>"),
        }
        yield server


def sends(phone: Phone, kind: str, media_id: str, **more: str) -> str:
    return phone.send(MsgType=kind, MediaId=media_id, MsgId=str(next(NUMBERS)), **more)


def fetched(cast: Cast, minutes: int = 0) -> int:
    now = cast.now + timedelta(hours=1, minutes=minutes)
    return sum(media.fetch(medium_id=key, now=now) for key in media.due(now))


def begun(phone: Phone) -> None:
    phone.says("我要反映")
    phone.says("2")


def finished(phone: Phone) -> Case:
    for text in (WHAT, "0", "匿名", "2"):
        phone.says(text)
    return Case.objects.get()


def test_what_is_fetched_before_the_request_is_sent_goes_with_it(
    phone: Phone, cast: Cast, standin: Standin
) -> None:
    begun(phone)
    said = sends(phone, "image", "photo")
    assert "收到照片" in said
    assert "1/6" in said
    assert "发生了什么事" in said
    sends(phone, "voice", "voice")
    assert fetched(cast) == 2
    phone.says(WHAT)
    phone.says("0")
    assert "附件：2 个" in phone.says("匿名")
    phone.says("2")

    case = Case.objects.get()
    kept = attachments_of(case.pk)
    assert [(one.mime, one.label, one.uploaded_by) for one in kept] == [
        ("image/jpeg", "", "诉求人"),
        ("audio/amr", "", "诉求人"),
    ]


def test_what_is_fetched_after_it_finds_the_case(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    sends(phone, "image", "photo")
    case = finished(phone)
    assert fetched(cast) == 1
    assert attachments_of(case.pk).count() == 1


def test_the_same_photo_repeated_is_one(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    said = sends(phone, "image", "photo")
    assert phone.again() == said
    assert (fetched(cast), fetched(cast, 9)) == (1, 0)
    assert Attachment.objects.count() == 1


def test_speech_that_wechat_wrote_down_is_read_and_kept(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    assert "在哪里" in sends(phone, "voice", "voice", Recognition=WHAT)
    assert fetched(cast) == 1


def test_a_draft_that_is_given_up_keeps_nothing(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    sends(phone, "image", "photo")
    fetched(cast)
    sends(phone, "voice", "voice")
    phone.says("取消")
    assert (fetched(cast), Attachment.objects.count(), Medium.objects.count()) == (0, 0, 0)


def test_a_draft_that_was_left_lying_keeps_nothing(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    sends(phone, "image", "photo")
    fetched(cast)
    with frozen(NOON + hours(2)):
        assert operations.forget(now=NOON + hours(2)) == 1
    assert Attachment.objects.count() == 0


def test_what_is_no_photo_is_refused_and_the_person_is_told(
    phone: Phone, cast: Cast, standin: Standin
) -> None:
    begun(phone)
    sends(phone, "image", "text")
    assert fetched(cast) == 0
    assert "没有收下" in standin.world.people["oPerson1"].chat[-1].text
    case = finished(phone)
    assert not attachments_of(case.pk).exists()


def test_what_wechat_does_not_give_now_is_fetched_later(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    sends(phone, "image", "photo")
    standin.world.tricks += [(GET, -1), (GET, "cut")]
    assert [fetched(cast, minutes) for minutes in (0, 1, 3)] == [0, 0, 1]


def test_films_and_more_than_six_are_not_taken(phone: Phone, cast: Cast, standin: Standin) -> None:
    begun(phone)
    assert "收不了视频" in sends(phone, "video", "film")
    for number in range(6):
        assert f"{number + 1}/6" in sends(phone, "image", f"photo{number}")
    assert "最多 6 个" in sends(phone, "image", "photo7")


@pytest.mark.usefixtures("cast")
def test_without_a_draft_or_a_secret_the_way_is_told(phone: Phone) -> None:
    assert "/submit/" in sends(phone, "image", "photo")
    begun(phone)
    assert "/submit/" in sends(phone, "image", "photo")
