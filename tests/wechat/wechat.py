"""WeChat's servers for tests: the stand-in, to which this installation is connected, and who asks it plainly."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fenbo.wechat.standin.server import Standin, running
from fenbo.wechat.standin.world import World
from tests.wechat.phone import OURS

SECRET = "0123456789abcdef"
TEMPLATES = {"T-answered": ["character_string1", "thing2"]}


@dataclass
class Asked:
    """Somebody who calls the interfaces by hand."""

    server: Standin

    def __call__(self, path: str, said: Any = None, **query: str) -> Mapping[str, Any]:
        found = json.loads(self.raw(path, said, **query)[1])
        assert isinstance(found, dict)
        return found

    def raw(self, path: str, said: Any = None, **query: str) -> tuple[str, bytes]:
        body = None if said is None else json.dumps(said).encode()
        request = urllib.request.Request(
            f"{self.server.url}{path}?{urlencode(query)}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.headers["Content-Type"], answer.read()

    def token(self, *, force: bool = False, **other: str) -> Mapping[str, Any]:
        said = {"grant_type": "client_credential", "appid": OURS.app_id, "secret": SECRET, **other}
        return self("/cgi-bin/stable_token", {**said, "force_refresh": force})


@contextmanager
def wechat(knock: str = "") -> Iterator[Standin]:
    with running(World(OURS, SECRET, knock=knock, domain="site.example", templates=TEMPLATES)) as server:
        yield server
