"""Two gateways for short messages as their documentation has them, on this machine alone: for tests and the demonstration.

Aliyun (Dysmsapi 2017-05-25) and Tencent Cloud (sms 2021-01-11) check the signature, the sign and the template, hold a
telephone to so many codes, and put the values into the approved wording; what "arrives" can be read by telephone.
"""

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlsplit

from fenbo.core import serving
from fenbo.notices.gateways import Account, aliyun, tencent

HOST = "127.0.0.1"
LONGEST_BODY, KEPT = 64 * 1024, 50
MOBILE = re.compile(r"(?:\+86)?(1[3-9]\d{9})")
PLACE = re.compile(r"\$\{(\w+)\}")
# Of codes to one telephone: seconds, and how many in them (both providers' preset).
CODE_LIMITS = ((60, 1), (3600, 5), (86_400, 10))
# Both count a long message as several: 70 signs, or 67 for each part.
ONE_PART, EACH_PART = 70, 67


class Refused(Exception):
    """With the provider's own word for why."""


class Words(NamedTuple):
    """What a provider calls the reasons for which it takes nothing."""

    phone: str
    sign: str
    template: str
    values: str
    too_many: str


ALIYUN = Words(
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.BUSINESS_LIMIT_CONTROL",
)
TENCENT = Words(
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
)


@dataclass
class Standin:
    """`wordings` are the approved templates by name, with `${…}`; `codes` those that are held to few.

    `taken` are the calls that were taken, as they came; `answers` are codes with which the next ones are answered
    instead, and `garbled` stands for a gateway that is broken itself; `texts` are what arrived, by telephone.
    """

    account: Account
    wordings: Mapping[str, str]
    codes: frozenset[str] = frozenset()
    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    texts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sent: dict[str, list[float]] = field(default_factory=dict)
    ahead: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """What either gateway answers; who asks says by a header which one is meant."""
        with self.lock:
            self.headers.append(headers)
            code = self.answers.pop(0) if self.answers else ""
            if code == "garbled":
                return 502, b"<html>bad gateway</html>"
            hear = self._aliyun if "x-acs-action" in headers else self._tencent
            status, answer = hear(path, headers, body, code)
            return status, json.dumps(answer).encode()

    def read(self, phone: str) -> bytes:
        """The messages on this telephone, oldest first."""
        with self.lock:
            return json.dumps({"texts": self.texts.get(phone, [])}).encode()

    def _aliyun(self, path: str, headers: dict[str, str], _body: bytes, code: str) -> tuple[int, Any]:
        query = urlsplit(path).query
        said = dict(parse_qsl(query, keep_blank_values=True))
        try:
            if code:
                raise Refused(code)
            self._prove_aliyun(query, headers)
            values = json.loads(said["TemplateParam"])
            self._take(said["PhoneNumbers"], said["SignName"], said["TemplateCode"], values, ALIYUN)
        except Refused as refusal:
            status = 400 if str(refusal).startswith(("Throttling", "Signature", "Invalid")) else 200
            return status, {"Code": str(refusal), "Message": "no", "RequestId": "r"}
        self.taken.append(said | {"TemplateParam": values})
        return 200, {"Code": "OK", "Message": "OK", "BizId": f"biz{len(self.taken)}", "RequestId": "r"}

    def _prove_aliyun(self, query: str, headers: dict[str, str]) -> None:
        if (headers["x-acs-action"], headers.get("x-acs-version")) != (aliyun.ACTION, aliyun.VERSION):
            raise Refused("InvalidAction.NotFound")
        try:
            at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except (KeyError, ValueError):
            raise Refused("InvalidTimeStamp.Format") from None
        nonce = headers.get("x-acs-signature-nonce", "")
        expected = aliyun.signed(self.account, query, at, nonce, action=aliyun.ACTION, version=aliyun.VERSION)
        if headers.get("authorization") != expected["Authorization"]:
            raise Refused("SignatureDoesNotMatch")

    def _tencent(self, _path: str, headers: dict[str, str], body: bytes, code: str) -> tuple[int, Any]:
        said = json.loads(body)
        try:
            if code.startswith(("AuthFailure", "RequestLimitExceeded")):
                raise Refused(code)
            self._prove_tencent(body.decode(), headers)
        except Refused as refusal:
            return 200, {"Response": {"Error": {"Code": str(refusal), "Message": "no"}, "RequestId": "r"}}
        [phone] = said["PhoneNumberSet"]
        status = {"SerialNo": "", "PhoneNumber": phone, "Fee": 0, "Code": code}
        try:
            if code:
                raise Refused(code)
            names = PLACE.findall(self.wordings.get(said["TemplateId"], ""))
            # Tencent's places have numbers: the first value belongs to the first.
            values = dict(zip(dict.fromkeys(names), said["TemplateParamSet"], strict=False))
            parts = self._take(phone, said["SignName"], said["TemplateId"], values, TENCENT)
            self.taken.append(said)
            status |= {"SerialNo": f"serial{len(self.taken)}", "Fee": parts, "Code": "Ok"}
        except Refused as refusal:
            status["Code"] = str(refusal)
        return 200, {"Response": {"SendStatusSet": [status], "RequestId": "r"}}

    def _prove_tencent(self, body: str, headers: dict[str, str]) -> None:
        if (headers.get("x-tc-action"), headers.get("x-tc-version")) != (tencent.ACTION, tencent.VERSION):
            raise Refused("InvalidAction")
        stamp = headers.get("x-tc-timestamp", "")
        if not stamp.isdecimal():
            raise Refused("AuthFailure.SignatureExpire")
        at = datetime.fromtimestamp(int(stamp), UTC)
        expected = tencent.signed(self.account, body, at, action=tencent.ACTION, service=tencent.SERVICE)
        if headers.get("authorization") != expected["Authorization"]:
            raise Refused("AuthFailure.SignatureFailure")

    def _take(self, to: str, sign: str, template: str, values: Mapping[str, str], words: Words) -> int:
        """The message arrives; returns as how many it counts."""
        found, wording = MOBILE.fullmatch(to), self.wordings.get(template)
        if found is None:
            raise Refused(words.phone)
        if sign != self.account.sign:
            raise Refused(words.sign)
        if wording is None:
            raise Refused(words.template)
        if set(PLACE.findall(wording)) - set(values):
            raise Refused(words.values)
        phone = found[1]
        if template in self.codes and self._is_over(phone):
            raise Refused(words.too_many)
        text = f"【{sign}】" + PLACE.sub(lambda place: str(values[place[1]]), wording)
        kept = self.texts.setdefault(phone, [])
        kept.append({"text": text, "at": self._now()})
        del kept[:-KEPT]
        return 1 if len(text) <= ONE_PART else -(-len(text) // EACH_PART)

    def _is_over(self, phone: str) -> bool:
        times = self.sent.setdefault(phone, [])
        if any(sum(at > self._now() - stretch for at in times) >= most for stretch, most in CODE_LIMITS):
            return True
        times.append(self._now())
        return False

    def _now(self) -> float:
        return time.time() + self.ahead


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, standin: Standin, port: int = 0) -> None:
        super().__init__((HOST, port), Handler)
        self.standin = standin

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        phone = parse_qs(parts.query).get("phone", [""])[0]
        self._answer(200, self.server.standin.read(phone) if parts.path == "/texts/" else b"{}")

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status, answer = self.server.standin.hear(self.path, headers, self.rfile.read(length))
        except (KeyError, ValueError, TypeError):
            status, answer = 400, b'{"Code": "InvalidParameter", "Message": "no"}'
        self._answer(status, answer)

    def _answer(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the addresses have telephone numbers in them."""


@contextmanager
def running(standin: Standin) -> Iterator[Server]:
    """In a thread of its own, at a port that was free."""
    with serving.beside(Server(standin)) as server:
        yield server
