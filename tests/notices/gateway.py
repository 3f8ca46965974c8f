"""Two gateways as their descriptions have them: over real HTTP on this machine, with their refusals."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Fake:
    """`taken` are the messages; `answers` are codes with which the next ones are answered instead."""

    provider: str
    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def hear(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        self.headers.append(headers)
        code = self.answers.pop(0) if self.answers else ""
        if code == "garbled":
            return 502, b"<html>bad gateway</html>"
        return (self._aliyun if self.provider == "aliyun" else self._tencent)(path, headers, body, code)

    def _aliyun(self, path: str, headers: dict[str, str], _body: bytes, code: str) -> tuple[int, bytes]:
        assert headers["x-acs-action"] == "SendSms"
        assert headers["x-acs-version"] == "2017-05-25"
        if code:
            return 400 if code.startswith("Throttling") else 200, json.dumps(
                {"Code": code, "Message": "no", "RequestId": "r"}
            ).encode()
        said = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        self.taken.append(said | {"TemplateParam": json.loads(said["TemplateParam"])})
        return 200, json.dumps(
            {"Code": "OK", "Message": "OK", "BizId": f"biz{len(self.taken)}", "RequestId": "r"}
        ).encode()

    def _tencent(self, _path: str, headers: dict[str, str], body: bytes, code: str) -> tuple[int, bytes]:
        assert headers["x-tc-action"] == "SendSms"
        assert headers["x-tc-version"] == "2021-01-11"
        said = json.loads(body)
        if code.startswith(("AuthFailure", "RequestLimitExceeded")):
            return 200, json.dumps({"Response": {"Error": {"Code": code, "Message": "no"}}}).encode()
        status = {"SerialNo": "", "PhoneNumber": said["PhoneNumberSet"][0], "Fee": 0, "Code": code}
        if not code:
            self.taken.append(said)
            status |= {"SerialNo": f"serial{len(self.taken)}", "Fee": 2, "Code": "Ok"}
        return 200, json.dumps({"Response": {"SendStatusSet": [status], "RequestId": "r"}}).encode()


@contextmanager
def gateway(provider: str) -> Iterator[Fake]:
    fake = Fake(provider)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = fake.hear(self.path, headers, self.rfile.read(length))
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
