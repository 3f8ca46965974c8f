"""What takes longer than WeChat waits is answered all the same: by itself, and once."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.wechat import late, operations
from fenbo.wechat.models import Late
from fenbo.wechat.patience import TooLong, within
from fenbo.wechat.standin.server import Standin
from fenbo.wechat.standin.world import WRITING
from tests.cast import Cast
from tests.wechat.phone import Phone
from tests.wechat.wechat import SECRET, wechat

SEND = "/cgi-bin/message/custom/send"


@pytest.fixture
def standin(cast: Cast, settings: Settings) -> Iterator[Standin]:
    with wechat() as server:
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "api": server.url}
        server.world.allow("oPerson1", WRITING)
        yield server


@dataclass
class Slowness:
    """Whatever is asked takes longer than there is, until it is over."""

    patch: pytest.MonkeyPatch

    def over(self) -> None:
        self.patch.undo()


@pytest.fixture
def slow() -> Iterator[Slowness]:
    respond = operations.respond

    def slowly(*args: Any) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        return respond(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "PATIENCE", 0.2)
        patch.setattr(operations, "respond", slowly)
        yield Slowness(patch)


def answers(standin: Standin) -> list[str]:
    return [bubble.text for bubble in standin.world.people["oPerson1"].chat]


def work(cast: Cast, minutes: int = 0) -> int:
    now = cast.now + timedelta(hours=1, minutes=minutes)
    return sum(late.answer(key=key, now=now) for key in late.due(now))


def _sleep(seconds: float, times: int) -> None:
    with transaction.atomic(), within(0.5), connection.cursor() as cursor:
        for _time in range(times):
            cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_time_is_up_for_one_long_statement_and_for_many_short_ones(db: None) -> None:
    for seconds, times in ((5.0, 1), (0.05, 40)):
        began = time.monotonic()
        with pytest.raises(TooLong):
            _sleep(seconds, times)
        assert time.monotonic() - began < 1.5


def test_an_answer_that_takes_too_long_is_silence_at_once_and_comes_by_itself(
    phone: Phone, cast: Cast, standin: Standin, slow: Slowness
) -> None:
    assert phone.says("人工") == ""
    waiting = Late.objects.get()
    assert waiting.message
    slow.over()

    assert work(cast) == 1
    assert ["转 0" in text for text in answers(standin)] == [True]
    done = Late.objects.get()
    assert (done.message, done.code, done.done_at is not None) == ("", "", True)


def test_it_is_done_and_sent_once_however_often_it_is_repeated_or_worked_on(
    phone: Phone, cast: Cast, standin: Standin, slow: Slowness
) -> None:
    phone.says("我要反映")
    slow.over()
    assert phone.again() == ""
    assert (work(cast), work(cast)) == (1, 0)
    assert phone.again() == ""
    assert len(answers(standin)) == 1
    # The conversation goes on from there.
    assert "发生了什么事" in phone.says("2")


def test_what_wechat_did_not_take_is_sent_later_without_being_worked_out_again(
    phone: Phone, cast: Cast, standin: Standin, slow: Slowness
) -> None:
    phone.says("我要反映")
    slow.over()
    standin.world.tricks += [(SEND, -1), (SEND, "malformed"), (SEND, "cut")]
    assert [work(cast, minutes) for minutes in (0, 1, 3, 7)] == [0, 0, 0, 1]
    assert len(answers(standin)) == 1
    assert Case.objects.count() == 0


@pytest.mark.parametrize("code", [45015, 43004, 48001])
def test_what_wechat_will_never_take_is_given_up(
    phone: Phone, cast: Cast, standin: Standin, slow: Slowness, code: int
) -> None:
    phone.says("人工")
    slow.over()
    standin.world.tricks.append((SEND, code))
    assert work(cast) == 0
    assert Late.objects.get().code == str(code)
    assert work(cast, 60) == 0
    assert answers(standin) == []


@pytest.mark.usefixtures("slow", "cast")
def test_without_a_secret_the_person_is_asked_to_send_it_again(phone: Phone) -> None:
    assert "再发一次" in phone.says("人工")
    assert not Late.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_answer(settings: Settings) -> None:
    from fenbo.core import clock
    from fenbo.wechat.models import Heard
    from fenbo.wechat.protocol import Incoming

    now = clock.now()
    with wechat() as server:
        settings.WECHAT = {**settings.WECHAT, "secret": SECRET, "api": server.url}
        server.world.allow("oPerson1", WRITING)
        incoming = Incoming("gh", "oPerson1", "text", now, "1", {"Content": "人工"})
        late.put_off(b"key", incoming, now)
        assert Heard.objects.count() == 1

        def work() -> None:
            late.answer(key=b"key", now=now)
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers(server)) == 1
