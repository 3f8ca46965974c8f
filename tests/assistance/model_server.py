"""A server that speaks as OpenAI documents chat completions: over real HTTP on this machine, with its refusals."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fenbo.core import serving

SUMMARY = {
    "summary": "监狱项目完工后工程款没有支付，请求协调。",
    "time": "",
    "place": "监狱项目工地",
    "person": "施工方",
    "event": "项目完工百分之九十五，工程款未付",
    "request": "协调支付工程款",
}
REPLY = "请准备合同、验收单和发票，提交后由主管部门核实[1]。（请承办人补充：核实结果和支付时间）"


@dataclass
class Fake:
    """`heard` is what was asked; `answers` are what the next ones are answered: a text, or a status with what it says."""

    key: str = "sk-test"
    heard: list[dict[str, Any]] = field(default_factory=list)
    answers: list[str | int | bytes] = field(default_factory=list)
    retry_after: str = ""
    patience: float = 0.0
    url: str = ""

    def hear(self, path: str, key: str, body: bytes) -> tuple[int, bytes]:
        assert path == "/v1/chat/completions"
        if key != f"Bearer {self.key}":
            return 401, b'{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}'
        said = json.loads(body)
        assert {"role", "content"} == set(said["messages"][0])
        self.heard.append(said)
        time.sleep(self.patience)
        answer = self.answers.pop(0) if self.answers else self._usual(said)
        if isinstance(answer, int):
            return answer, b'{"error": {"message": "no"}}'
        if isinstance(answer, bytes):
            return 200, answer
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": answer}}
        return 200, json.dumps(
            {"object": "chat.completion", "model": said["model"], "choices": [choice]}
        ).encode()

    def _usual(self, said: dict[str, Any]) -> str:
        is_reply = said["messages"][1]["content"].startswith("可依据的条目")
        return REPLY if is_reply else json.dumps(SUMMARY, ensure_ascii=False)


@contextmanager
def model_server() -> Iterator[Fake]:
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = fake.hear(self.path, self.headers.get("Authorization", ""), body)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{fake.url}/elsewhere")
            if fake.retry_after:
                self.send_header("Retry-After", fake.retry_after)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    with serving.beside(server):
        yield fake
