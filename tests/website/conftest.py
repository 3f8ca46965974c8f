"""Visitors of the public pages: a client, the cast with a publisher, and cases that were opened."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core.clock import frozen
from fenbo.journal.consumers import at_once
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast, enter, hours
from tests.publication.conftest import add_publisher

FILLED = {
    "kind": "help",
    "content": "工程款一直没有支付，请帮助协调。我的电话13897210001。",
    "wish": "尽快支付",
    "title": "",
    "region": "",
    "place": "城西区五四西路12号",
    "who": "person",
    "name": "王小明",
    "phone": "13897210001",
    "firm_name": "",
    "may_publish": "1",
}
Publish = Callable[..., Case]


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Reactions run at once, as if a worker stood by; the clock stands an hour after noon."""
    cache.clear()
    stage = enter()
    add_publisher(stage, "publisher")
    with at_once(), frozen(NOON + hours(1)):
        yield stage


@pytest.fixture
def publish(cast: Cast) -> Publish:
    """A case that everybody can read."""

    def make(**about: Any) -> Case:
        case = cast.closed(**{"may_publish": True, **about})
        publication.publish(case_id=case.pk, actor=cast.publisher, now=cast.now)
        return cast.fresh(case)

    return make


def filled(**changes: Any) -> dict[str, Any]:
    """A complete submission, ready to be sent, under a key of its own."""
    return {**FILLED, "submission_key": str(uuid4()), "step": "send", **changes}


def opened(client: Client, case: Case) -> Client:
    """The same client after it has opened the case with number and code."""
    answer = client.post("/follow/", {"number": case.number, "code": case.query_code})
    assert answer.status_code == 302
    return client


def text(answer: Any) -> str:
    """The body of an answer as the test client gives it."""
    return str(answer.content.decode())
