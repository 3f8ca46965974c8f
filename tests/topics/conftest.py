"""The cast, and what many of them write of."""

from datetime import timedelta
from typing import Any

import pytest

from fenbo.cases.models import Case
from fenbo.topics import placing
from fenbo.topics.models import Placing, Topic
from tests.cast import NOON, Cast, cast

__all__ = ["cast"]

PLANT = [
    "北川新城旁边的沥青厂晚上排放浓烟",
    "投诉北川新城旁边的沥青厂晚上气味刺鼻",
    "沥青厂的浓烟让北川新城居民不敢开窗",
    "北川新城沥青厂排烟何时才有人管",
    "请求关停北川新城旁边的沥青厂",
    "北川新城小区每晚都是沥青厂的味道",
]
OTHERS = [
    "公交车司机态度恶劣",
    "孩子入学需要什么材料",
    "养老金到账时间推迟",
    "路灯坏了半个月没有人修",
    "医院挂号系统打不开",
    "老旧楼房加装电梯补贴",
    "驾校不退学费",
    "水库边有人非法钓鱼",
]


def write(cast: Cast, title: str, day: float, *, phone: int = 0, **about: Any) -> Case:
    """One request; `phone` tells people apart, and 0 is somebody new each time."""
    number = f"1389721{phone or 1000 + Case.objects.count():04d}"
    at = NOON + timedelta(days=day)
    return cast.received(title=title, content=f"{title}。", phone=number, at=at, **about)


def place(day: float) -> int:
    return placing.place_waiting(now=NOON + timedelta(days=day))


def topic_of(case: Case) -> Topic:
    return Placing.objects.select_related("topic").get(case=case).topic


@pytest.fixture
def plant(cast: Cast) -> list[Case]:
    """Six people within six days about one asphalt works, among eight who write of something else."""
    cases = [write(cast, title, day) for day, title in enumerate(PLANT)]
    for day, title in enumerate(OTHERS):
        write(cast, title, day / 2)
    return cases
