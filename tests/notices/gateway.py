"""The stand-in of the gateways as one of them, with what tests ask of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fenbo.notices.gateways import Account
from fenbo.notices.standin import Standin, running
from fenbo.notices.texts import Text, wordings

SIGN = "分拨中心"


@dataclass
class Fake:
    """`taken` are the messages; `answers` are codes with which the next ones are answered instead."""

    provider: str
    url: str
    standin: Standin

    @property
    def taken(self) -> list[dict[str, Any]]:
        return self.standin.taken

    @property
    def headers(self) -> list[dict[str, str]]:
        return self.standin.headers

    @property
    def answers(self) -> list[str]:
        return self.standin.answers

    @answers.setter
    def answers(self, codes: list[str]) -> None:
        self.standin.answers = codes


@contextmanager
def gateway(provider: str) -> Iterator[Fake]:
    texts = {f"SMS_{kind}": wordings()[kind].chinese for kind in Text}
    texts["SMS_1"] = texts["SMS_received"]
    standin = Standin(Account("key", "secret", SIGN, ""), texts)
    with running(standin) as server:
        standin.account = Account("key", "secret", SIGN, server.url)
        yield Fake(provider, server.url, standin)
