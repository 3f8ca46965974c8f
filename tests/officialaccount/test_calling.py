"""Calls to WeChat: one token for all, replaced when it ends, and refusals that are told apart."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from fenbo.officialaccount import client, passes, sending
from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.officialaccount.models import Pass
from tests.cast import NOON
from tests.officialaccount.servers import Wechat, json_of, wechat

OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"


def send(key: str = "k1") -> str:
    return sending.send_template(
        openid=OPENID, template="TM1", values={"thing1": "答复"}, url="https://x.example", key=key, now=NOON
    )


def test_the_token_is_fetched_once_and_replaced_before_it_ends(servers: Wechat) -> None:
    assert {passes.access_token(NOON + timedelta(minutes=minute)) for minute in (0, 60, 115)} == {"T1"}
    assert servers.asked_for_token == 1
    servers.current = ""  # WeChat has a new one ready
    assert passes.access_token(NOON + timedelta(minutes=117)) == "T2"


def test_it_is_encrypted_where_it_is_kept(servers: Wechat) -> None:
    passes.access_token(NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM officialaccount_pass")
        assert b"T1" not in bytes(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_processes_that_need_it_at_once_fetch_one(servers: Wechat) -> None:
    found: list[str] = []

    def fetch() -> None:
        found.append(passes.access_token(NOON))
        connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["T1"] * 6
    assert servers.asked_for_token == 1


def test_a_token_that_ends_in_the_middle_of_a_batch_loses_nothing(servers: Wechat) -> None:
    servers.followers = {OPENID}
    for number in range(10):
        if number in (3, 7):
            servers.expire()
        send(f"k{number}")
    assert [said["client_msg_id"] for _kind, said in servers.taken] == [f"k{number}" for number in range(10)]
    assert servers.made == 3


def test_where_the_ordinary_way_gives_the_refused_one_again_a_new_one_is_forced(servers: Wechat) -> None:
    servers.followers = {OPENID}
    send("k1")
    servers.valid.clear()  # but WeChat still lends it
    send("k2")
    assert servers.forced == 1
    assert len(servers.taken) == 2


def test_a_token_that_is_refused_twice_is_tried_later(servers: Wechat) -> None:
    servers.answers = [42001, 40001]
    with pytest.raises(Declined) as refusal:
        send()
    assert refusal.value.remedy == Remedy.LATER


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (-1, Remedy.LATER),
        (45011, Remedy.LATER),
        (45009, Remedy.TOMORROW),
        (43004, Remedy.NEVER),
        (43101, Remedy.NEVER),
        (40003, Remedy.NEVER),
        (45015, Remedy.NEVER),
        (47003, Remedy.NEVER),
        (40037, Remedy.OPERATOR),
        (40164, Remedy.OPERATOR),
        (48001, Remedy.OPERATOR),
        (99999, Remedy.OPERATOR),
    ],
)
def test_each_refusal_has_its_remedy(servers: Wechat, code: int, remedy: Remedy) -> None:
    servers.answers = [code]
    with pytest.raises(Declined) as refusal:
        send()
    assert (refusal.value.code, refusal.value.remedy) == (code, remedy)


@pytest.mark.parametrize("said", [b"", b"<html>502</html>", b"[]", b'{"errcode": "odd"}', b'"text"'])
def test_what_cannot_be_read_is_tried_later_or_looked_at(servers: Wechat, said: bytes) -> None:
    servers.answers = [said]
    with pytest.raises(Declined) as refusal:
        send()
    assert refusal.value.code == 0
    assert refusal.value.remedy in (Remedy.LATER, Remedy.OPERATOR)


def test_servers_that_are_away_are_tried_later(settings: Settings, db: None) -> None:
    settings.WECHAT = {**settings.WECHAT, "app_id": "wx1", "secret": "s", "api": "http://127.0.0.1:9"}
    with pytest.raises(Declined) as refusal:
        send()
    assert refusal.value.remedy == Remedy.LATER
    assert not Pass.objects.exclude(value=b"").exists()


def test_a_wrong_secret_is_the_operators(servers: Wechat) -> None:
    servers.secret = "another"
    with pytest.raises(Declined) as refusal:
        send()
    assert (refusal.value.code, refusal.value.remedy) == (40125, Remedy.OPERATOR)


def test_the_same_message_is_taken_once_however_often_it_is_handed_over(servers: Wechat) -> None:
    servers.followers = {OPENID}
    assert send() == send() == "1"
    assert len(servers.taken) == 1


def test_an_answer_is_cut_where_wechat_takes_no_more(servers: Wechat) -> None:
    servers.may_be_answered = {OPENID}
    sending.send_answer(openid=OPENID, text="答" * 2000, now=NOON)
    content = servers.taken[0][1]["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("答…")


def test_after_48_hours_no_answer_is_taken(servers: Wechat) -> None:
    with pytest.raises(Declined) as refusal:
        sending.send_answer(openid=OPENID, text="在", now=NOON)
    assert refusal.value.remedy == Remedy.NEVER


def test_the_ticket_is_kept_like_the_token(servers: Wechat) -> None:
    assert client.ticket(NOON) == client.ticket(NOON + timedelta(minutes=60)) == "TICKET"
    assert servers.calls == ["/cgi-bin/ticket/getticket"]


def test_a_photo_is_fetched_and_a_video_is_not(servers: Wechat) -> None:
    servers.media = {
        "M1": ("image/jpeg", b"\xff\xd8photo"),
        "M2": json_of(video_url="http://elsewhere.example/v"),
    }
    assert client.medium("M1", now=NOON) == client.Medium("image/jpeg", b"\xff\xd8photo")
    for key in ("M2", "M3"):
        with pytest.raises(Declined):
            client.medium(key, now=NOON)


def test_what_is_larger_than_allowed_is_not_read_to_its_end(
    servers: Wechat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LONGEST_MEDIUM", 10)
    servers.media = {"M1": ("image/jpeg", b"x" * 11)}
    with pytest.raises(Declined) as refusal:
        client.medium("M1", now=NOON)
    assert refusal.value.remedy == Remedy.NEVER


@pytest.fixture
def away(settings: Settings, db: None) -> None:
    """Servers that were there a moment ago."""
    with wechat() as shown:
        settings.WECHAT = {**settings.WECHAT, "app_id": "wx1", "secret": "s3cret", "api": shown.url}


def test_neither_token_nor_openid_reaches_the_log(away: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Declined) as refusal:
        send()
    assert "s3cret" not in caplog.text
    assert OPENID not in caplog.text + repr(refusal.value)
