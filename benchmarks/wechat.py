"""Messages to the WeChat account, at a pace that does not wait for the answers, over a million published cases."""

import base64
import itertools
import os
import queue
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

from benchmarks import ground, pages
from benchmarks.client import Client, Load
from benchmarks.recording import section
from benchmarks.website import typed

A_SECOND, SECONDS, WARM_UP = 200, 20, 400
SENDERS = 64
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SETTING = {"TOKEN": "bench", "APP_ID": "wxbench0000000000", "AES_KEY": KEY, "MODE": "safe"}
# Of ten people four ask something, five bring a request step by step, one asks how it stands.
ASKS = ("我要反映", "2", "工地复工以后一直不发工资，找项目部也没有人管。", "0", "匿名", "2")
TEXT = """
The installation of `pages-1m`: {public:,} published cases. Encrypted messages of ever other people reach the account at a
steady {pace} a second for {seconds} s, whether or not the earlier ones were answered; a message's time counts from the
instant at which it was due. Of ten people four ask a question (one of {typed} in turn), five go through the conversation
that ends with a case, one asks how their cases stand. One machine has the senders, two web workers and the database.
Aim: every answer under 1 s at p99.
"""
Due = tuple[float, str, str]


def run() -> None:
    os.environ |= {f"FENBO_WECHAT_{name}": value for name, value in SETTING.items()}
    pages.settled("1m")
    machine = ground.machine()
    with ground.web_only():
        send(WARM_UP, "warm")
        done = send(A_SECOND * SECONDS, "run")
    print(f"messages: {', '.join(done.row())} {done.failures[:1]}", flush=True)
    record(done, machine)
    ground.stop_database()


def send(amount: int, name: str) -> Load:
    """So many messages at the pace. Those of one person are in order, and each waits for the one before."""
    done, waiting, lock = Load(), queue.Queue[Due | None](), threading.Lock()
    threads = [threading.Thread(target=_sender, args=(waiting, done, lock)) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    start = time.perf_counter()
    for number, (who, text) in enumerate(itertools.islice(_said(name), amount)):
        due = start + number / A_SECOND
        time.sleep(max(0.0, due - time.perf_counter()))
        waiting.put((due, who, text))
    for _thread in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    done.seconds = time.perf_counter() - start
    return done


def _said(name: str) -> Iterator[tuple[str, str]]:
    """Who says what: a hundred people at once, so that nobody speaks before the last answer was given."""
    questions = itertools.cycle(typed())
    serial = itertools.count()

    def person() -> Iterator[tuple[str, str]]:
        number = next(serial)
        who = f"{name}{number}"
        part = number % 10
        texts = [next(questions)] if part < 4 else list(ASKS) if part < 9 else ["进度"]
        return iter([(who, text) for text in texts])

    people = [person() for _ in range(100)]
    while True:
        for place, one in enumerate(people):
            said = next(one, None)
            if said is None:
                people[place] = person()
                said = next(people[place])
            yield said


def _sender(waiting: "queue.Queue[Due | None]", done: Load, lock: threading.Lock) -> None:
    client = Client()
    numbers = itertools.count(threading.get_ident() * 1_000_000)
    while (piece := waiting.get()) is not None:
        due, who, text = piece
        address, body = _sealed(who, text, next(numbers))
        try:
            answer = client.post_body(address, body, "text/xml")
            problem = "" if answer.status == 200 and answer.body else f"{answer.status}"
        except OSError as broken:
            problem = repr(broken)
        with lock:
            done.durations.append(time.perf_counter() - due)
            if problem:
                done.failures.append(problem)
    client.close()


def _sealed(who: str, text: str, number: int) -> tuple[str, bytes]:
    from fenbo.wechat import protocol
    from fenbo.wechat.protocol import Account

    account = Account(SETTING["TOKEN"], SETTING["APP_ID"], SETTING["AES_KEY"])
    stamp = str(int(datetime.now(UTC).timestamp()))
    message = (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>{who}</FromUserName><CreateTime>{stamp}</CreateTime>"
        f"<MsgType>text</MsgType><Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
    )
    inside = protocol.encrypt(account, message.encode())
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "signature": protocol.signature(account.token, stamp, "n"),
        "encrypt_type": "aes",
        "msg_signature": protocol.signature(account.token, stamp, "n", inside),
    }
    return f"/wechat/?{urlencode(query)}", f"<xml><Encrypt>{inside}</Encrypt></xml>".encode()


def record(done: Load, machine: str) -> None:
    from fenbo.publication.queries import public

    text = TEXT.format(public=public().count(), pace=A_SECOND, seconds=SECONDS, typed=len(typed()))
    header = ["messages", "answered /s", "p50 ms", "p99 ms", "failed"]
    section("wechat", text, header, [[str(len(done.durations)), *done.row()]], machine)
