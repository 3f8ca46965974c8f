"""WeChat's servers as their documentation has them: over real HTTP on this machine, with tokens that end and refusals."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fenbo.core import serving

Answer = tuple[str, bytes]


def json_of(**values: Any) -> Answer:
    return "application/json; encoding=utf-8", json.dumps(values, ensure_ascii=False).encode()


def refused(code: int) -> Answer:
    return json_of(errcode=code, errmsg="no")


@dataclass
class Wechat:
    """`taken` are the messages by interface; `answers` are codes with which the next calls (not of tokens) are refused."""

    secret: str = "s3cret"
    lasts: int = 7200
    valid: set[str] = field(default_factory=set)
    current: str = ""
    made: int = 0
    forced: int = 0
    asked_for_token: int = 0
    followers: set[str] = field(default_factory=set)
    may_be_answered: set[str] = field(default_factory=set)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    answers: list[int | bytes] = field(default_factory=list)
    media: dict[str, Answer] = field(default_factory=dict)
    menu: dict[str, Any] | None = None
    seen: set[str] = field(default_factory=set)
    url: str = ""
    lock: Any = field(default_factory=threading.Lock)

    def expire(self) -> None:
        """The token is gone before its time: somebody has changed the secret or forced a new one elsewhere."""
        self.valid.clear()
        self.current = ""

    def hear(self, path: str, query: dict[str, str], body: bytes) -> Answer:
        with self.lock:
            said = json.loads(body) if body else {}
            if path == "/cgi-bin/stable_token":
                return self._token(said)
            self.calls.append(path)
            if query.get("access_token") not in self.valid:
                return refused(42001 if query.get("access_token", "").startswith("T") else 40001)
            if self.answers:
                given = self.answers.pop(0)
                return ("text/html", given) if isinstance(given, bytes) else refused(given)
            return self._interface(path)(said, query)

    def _interface(self, path: str) -> Callable[[dict[str, Any], dict[str, str]], Answer]:
        interfaces: dict[str, Callable[[dict[str, Any], dict[str, str]], Answer]] = {
            "/cgi-bin/ticket/getticket": lambda _said, _query: json_of(
                errcode=0, errmsg="ok", ticket="TICKET", expires_in=7200
            ),
            "/cgi-bin/message/template/send": self._template,
            "/cgi-bin/message/subscribe/bizsend": self._subscribed,
            "/cgi-bin/message/custom/send": self._custom,
            "/cgi-bin/media/get": lambda _said, query: self.media.get(query["media_id"], refused(40007)),
            "/cgi-bin/menu/create": self._menu,
            "/cgi-bin/get_current_selfmenu_info": lambda _said, _query: json_of(
                is_menu_open=int(self.menu is not None), selfmenu_info=self.menu or {}
            ),
        }
        return interfaces.get(path, lambda _said, _query: refused(48001))

    def _token(self, said: dict[str, Any]) -> Answer:
        self.asked_for_token += 1
        if said.get("secret") != self.secret:
            return refused(40125)
        if said.get("force_refresh") or not self.current:
            self.forced += bool(said.get("force_refresh"))
            self.made += 1
            self.current = f"T{self.made}"
            self.valid = {self.current}
        return json_of(access_token=self.current, expires_in=self.lasts)

    def _template(self, said: dict[str, Any], _query: dict[str, str]) -> Answer:
        if said["touser"] not in self.followers:
            return refused(43004)
        if not said.get("template_id", "").startswith("TM"):
            return refused(40037)
        if said["client_msg_id"] not in self.seen:
            self.seen.add(said["client_msg_id"])
            self.taken.append(("template", said))
        return json_of(errcode=0, errmsg="ok", msgid=len(self.taken))

    def _subscribed(self, said: dict[str, Any], _query: dict[str, str]) -> Answer:
        if said["touser"] not in self.followers:
            return refused(43101)
        self.taken.append(("subscription", said))
        return json_of(errcode=0, errmsg="ok")

    def _custom(self, said: dict[str, Any], _query: dict[str, str]) -> Answer:
        if said["touser"] not in self.may_be_answered:
            return refused(45015)
        if len(said["text"]["content"].encode()) > 2048:
            return refused(45002)
        self.taken.append(("answer", said))
        return json_of(errcode=0, errmsg="ok")

    def _menu(self, said: dict[str, Any], _query: dict[str, str]) -> Answer:
        if not 1 <= len(said.get("button", [])) <= 3:
            return refused(40016)
        self.menu = said
        return json_of(errcode=0, errmsg="ok")


@contextmanager
def wechat() -> Iterator[Wechat]:
    fake = Wechat()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = urlsplit(self.path)
            kind, answer = fake.hear(asked.path, dict(parse_qsl(asked.query)), self.rfile.read(length))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    with serving.beside(server):
        yield fake
