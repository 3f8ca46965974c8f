import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest

# Invented: what people write of, and how they begin and end.
MATTERS = {
    "交通": ["公交车", "红绿灯", "堵车", "停车位", "地铁站", "斑马线", "班车", "驾驶证"],
    "住房": ["物业费", "电梯", "漏水", "房产证", "小区", "业主", "外墙", "公租房"],
    "劳动": ["工资", "社保", "加班", "劳动合同", "工伤", "辞退", "退休金", "包工头"],
}
BEGINNINGS = ["您好，我想问一下", "请相关部门看看", "一直没有人管：", "麻烦尽快处理", "上个月开始"]
ENDS = ["到现在没有解决", "希望给个说法", "怎么办理", "影响很多人", "多次反映无果"]


def message(matter: str, dice: random.Random) -> str:
    told = dice.sample(MATTERS[matter], 3)
    return f"{dice.choice(BEGINNINGS)}{told[0]}和{told[1]}的事，还有{told[2]}，{dice.choice(ENDS)}"


@pytest.fixture
def lessons() -> list[tuple[str, str]]:
    dice = random.Random(6)
    return [(message(matter, dice), matter) for _ in range(60) for matter in MATTERS]


@pytest.fixture
def unseen() -> list[tuple[str, str]]:
    dice = random.Random(7)
    return [(message(matter, dice), matter) for _ in range(20) for matter in MATTERS]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[tuple[str, str]], str], Path]:
    def write(rows: list[tuple[str, str]], name: str) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "label"), *rows])
        return path

    return write
