"""One question to the large model: every way in which it can go wrong has a word."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from fenbo.largemodel import client
from fenbo.largemodel.client import NotAnswered
from tests.assistance.model_server import Fake

ASKED = [{"role": "user", "content": "你好"}]


def refused() -> NotAnswered:
    with pytest.raises(NotAnswered) as refusal:
        client.complete(ASKED)
    return refusal.value


def test_without_settings_there_is_none(settings: Settings) -> None:
    assert settings.LARGE_MODEL["url"] == ""
    assert not client.is_on()


def test_it_is_asked_by_name_with_the_key(model: Fake) -> None:
    model.answers = ["您好"]

    assert client.is_on()
    assert client.complete(ASKED) == "您好"
    assert model.heard[0]["model"] == "qwen-test"
    assert model.heard[0]["messages"] == ASKED


def test_what_it_thinks_aloud_is_left_out(model: Fake) -> None:
    model.answers = ["<think>这是\n推理</think>\n结论"]

    assert client.complete(ASKED) == "结论"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"<html>", "unreadable"),
        (b"[]", "unreadable"),
        (b'{"choices": []}', "unreadable"),
        (b'{"choices": [{"message": {"content": null}}]}', "empty"),
        ("  ", "empty"),
        ("<think>没有结论</think>", "empty"),
        (b" " * 600_000, "too_long"),
        (400, "400"),
        (404, "404"),
        (302, "302"),
    ],
)
def test_what_is_no_answer_is_refused_for_good(model: Fake, answer: str | int | bytes, code: str) -> None:
    model.answers = [answer]
    refusal = refused()

    assert (refusal.code, refusal.later) == (code, None)


def test_nobody_is_led_elsewhere_with_the_key(model: Fake) -> None:
    model.answers = [307]

    assert refused().code == "307"
    assert len(model.heard) == 1


def test_a_busy_server_is_asked_again_after_the_time_it_says(model: Fake) -> None:
    model.answers, model.retry_after = [429, 503], "30"

    assert (refused().code, refused().later) == ("429", timedelta(seconds=30))
    model.answers, model.retry_after = [429, 500], "99999"
    assert refused().later == timedelta(hours=1)
    model.retry_after = "Fri, 27 Nov 2026 20:00:00 GMT"
    assert refused().later == timedelta(seconds=10)


def test_a_wrong_key_is_no_reason_to_try_again(model: Fake, settings: Settings) -> None:
    settings.LARGE_MODEL |= {"key": "sk-wrong"}

    assert (refused().code, refused().later) == ("401", None)


def test_one_that_does_not_answer_in_time_is_asked_later(model: Fake, settings: Settings) -> None:
    settings.LARGE_MODEL |= {"seconds": 0.2}
    model.patience = 1.0
    refusal = refused()

    assert refusal.code == "network"
    assert refusal.later is not None


def test_where_nobody_listens_it_is_asked_later(settings: Settings) -> None:
    settings.LARGE_MODEL = {"url": "http://127.0.0.1:9/v1", "name": "m", "key": "", "seconds": 1.0}

    assert refused().code == "network"


def test_nothing_is_sent_over_an_open_line(settings: Settings) -> None:
    settings.LARGE_MODEL = {"url": "http://model.example/v1", "name": "m", "key": "", "seconds": 1.0}

    assert (refused().code, refused().later) == ("not_https", None)
