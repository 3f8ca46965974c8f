"""The stand-in's HTTP: the interfaces, the login of people who open pages, and what their telephones do."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fenbo.core import serving
from fenbo.wechat.standin import apis, logins, scripts, telephones
from fenbo.wechat.standin.refusals import Refusal
from fenbo.wechat.standin.reply import Reply, as_json
from fenbo.wechat.standin.world import World

HOST = "127.0.0.1"
LONGEST_BODY = 12 * 1024 * 1024
# Longer than whoever asks will wait.
SILENCE = 15


class Standin(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__((HOST, port), Handler)
        self.world = world

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone meanwhile."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


@contextmanager
def running(world: World) -> Iterator[Standin]:
    """The stand-in in a thread of its own, at a port that was free."""
    with serving.beside(Standin(world)) as server:
        yield server


class Handler(BaseHTTPRequestHandler):
    server: Standin

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(min(length, LONGEST_BODY)))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        trick = _trick(self.server.world, parts.path)
        if trick == "cut":
            self.close_connection = True
            return
        if trick == "silent":
            time.sleep(SILENCE)
        reply = Reply(502, "text/html", b"<html>bad gateway") if trick == "malformed" else None
        if isinstance(trick, int):
            reply = _refused(Refusal(trick))
        reply = reply or self._reply(parts.path, query, body)
        self.send_response(reply.status)
        for name, value in {
            **reply.headers,
            "Content-Type": reply.kind,
            "Content-Length": len(reply.body),
        }.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(reply.body)

    def _reply(self, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        world = self.server.world
        try:
            if path.startswith("/phone/"):
                return telephones.reply(world, self.command, path, query, body, dict(self.headers.items()))
            if found := scripts.reply(world, path, query):
                return found
            if found := logins.reply(world, path, query, self.headers.get("Cookie", "")):
                return found
            with world.lock:
                return _called(world, path, query, body)
        except Refusal as refusal:
            return _refused(refusal)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: addresses have tokens."""


def _trick(world: World, path: str) -> int | str:
    """How the next call of this interface is to end, if a test said so."""
    with world.lock:
        world.calls[path] += 1
        place = next((place for place, one in enumerate(world.tricks) if one[0] == path), None)
        return "" if place is None else world.tricks.pop(place)[1]


def _called(world: World, path: str, query: Mapping[str, str], body: bytes) -> Reply:
    if path in apis.OPEN:
        return as_json(apis.OPEN[path](world, query, _said(body)))
    _admit(world, query)
    if world.calls[path] > world.quotas.get(path, 1_000_000):
        raise Refusal(45009)
    if path == "/cgi-bin/media/get":
        return _medium(world, query.get("media_id", ""))
    if path not in apis.WITH_TOKEN:
        raise Refusal(48001)
    return as_json(apis.WITH_TOKEN[path](world, query, _said(body)))


def _admit(world: World, query: Mapping[str, str]) -> None:
    token = query.get("access_token", "")
    if not token:
        raise Refusal(41001)
    if token not in world.tokens:
        raise Refusal(40001)
    if world.tokens[token] < world.now():
        raise Refusal(42001)


def _said(body: bytes) -> Mapping[str, Any]:
    if not body:
        return {}
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Refusal(47001) from error
    return found if isinstance(found, dict) else {}


def _medium(world: World, media_id: str) -> Reply:
    if media_id not in world.media:
        raise Refusal(40007)
    mime, content = world.media[media_id]
    if mime.startswith("video/"):
        return as_json({"video_url": f"http://{HOST}/video/{media_id}"})
    name = mime.rpartition("/")[2]
    return Reply(200, mime, content, {"Content-Disposition": f'attachment; filename="{media_id}.{name}"'})


def _refused(refusal: Refusal) -> Reply:
    return as_json({"errcode": refusal.code, "errmsg": refusal.words})
