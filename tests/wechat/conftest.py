from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.directory.models import Region
from fenbo.journal.consumers import at_once
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast, enter, hours
from tests.knowledge.stage import Library, set_up
from tests.publication.conftest import add_publisher
from tests.wechat.phone import SETTING, Phone


@pytest.fixture(autouse=True)
def _account(settings: Settings) -> None:
    settings.WECHAT = {**settings.WECHAT, **SETTING}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cache.clear()
    stage = enter()
    add_publisher(stage, "publisher")
    set_up(stage)
    for code, name, level, parent in (
        ("630000", "青海省", "province", None),
        ("630100", "西宁市", "prefecture", "630000"),
        ("630104", "城西区", "county", "630100"),
    ):
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": parent})
    lapsing.forget_all()
    with at_once(), frozen(NOON + hours(1)):
        yield stage


@pytest.fixture
def library(cast: Cast) -> Library:
    return Library(cast)


@pytest.fixture
def publish(cast: Cast) -> Callable[..., Case]:
    def make(**about: Any) -> Case:
        case = cast.closed(**{"may_publish": True, **about})
        publication.publish(case_id=case.pk, actor=cast.publisher, now=cast.now)
        return cast.fresh(case)

    return make


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return Phone()
