"""Texts for many cases: fragments cut into words once, joined as often as needed."""

import random
from dataclasses import dataclass

from fenbo.cases import words
from fenbo.core import tables
from fenbo.directory.seeding import SEEDS

OPENINGS = [
    "您好，我是一名普通市民，想反映一个情况。",
    "我们是本地的一家小企业，遇到一些困难。",
    "请问相关政策什么时候能够落实？",
    "此前已经打过热线，至今没有得到答复。",
    "家里有老人和孩子，希望能够尽快解决。",
    "作为返乡创业人员，有一件事想咨询。",
]
SUBJECTS = [
    "小区暖气不热，物业说是换热站的问题，热力公司说是管道老化，两边互相推",
    "工程款拖欠一年多，春节前答应支付一半，到现在一分钱没有到账",
    "门口修路把下水管挖断了，污水流到街上，味道很大",
    "复工以后员工从外省回来，隔离期满还不能进厂",
    "申请小额贷款展期，银行要求提供的材料一直在变",
    "货车在检查站被拦下，通行证说是过期，可是网上没有办法延长",
    "村里的公路塌方以后只能单边通行，农产品运不出去",
    "医保报销的比例和以前不一样，窗口没有说清楚原因",
    "孩子转学需要居住证，派出所说系统正在升级办不了",
    "商铺停业期间房租没有减免，房东不承认文件",
    "夜里施工噪声很大，打电话投诉以后只安静了一天",
    "公交车改线之后附近没有站点，上班要走两公里",
    "化肥和种子运不进来，眼看就要错过春耕的时间",
    "网上办事平台一直提示身份核验失败，换了手机也不行",
    "垃圾站旁边堆了半个月没有人清运，苍蝇很多",
    "单位没有按时缴纳社保，离职以后也不给办转移手续",
    "牧区草场补助比邻村少，想知道是按什么标准发放的",
    "自来水发黄有沉淀，烧开以后还有一股味道",
]
WISHES = [
    "请有关部门核实并给一个明确的答复。",
    "希望协调解决，谢谢。",
    "请告诉我应该找哪个单位办理。",
    "盼望早日恢复正常。",
    "请依法处理，并把结果公开。",
]
ANSWERS = [
    "经核实，您反映的情况属实。我单位已安排专人现场查看，",
    "收到您的诉求后，我们立即与相关单位联系，",
    "根据现行政策规定，您提到的事项由属地部门负责，",
    "感谢您的来电。经与当事双方沟通，",
]
RESULTS = [
    "预计在十个工作日内完成整改，请您耐心等待。",
    "问题已经解决，回访时您表示满意。",
    "请携带身份证和相关材料到政务大厅窗口办理。",
    "相关费用已于本周拨付，请注意查收。",
]


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    words: tuple[str, ...]


def fragment(text: str) -> Fragment:
    return Fragment(text, tuple(words.cut(text)))


@dataclass(frozen=True, slots=True)
class Written:
    """A text and, as a literal of PostgreSQL, its vector."""

    text: str
    vector: str


class Writer:
    """Draws texts with a generator of its own, so that a population of a size is the same on every machine."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.openings, self.subjects, self.wishes, self.answers, self.results = (
            [fragment(text) for text in texts] for texts in (OPENINGS, SUBJECTS, WISHES, ANSWERS, RESULTS)
        )
        names = [row["name"] for row in tables.rows(SEEDS / "regions.csv")]
        self.places = [fragment(f"地点在{name}") for name in names]

    def request(self, serial: int) -> tuple[str, Written]:
        """A title and a content of some 110 characters; its serial is a word that no other text has."""
        pick = self.dice.choice
        subject, place = pick(self.subjects), pick(self.places)
        own = Fragment(f"，门牌甲{serial}", ("门牌", "甲", str(serial)))
        title = f"{place.text[3:]}{subject.text.split('，', 1)[0]}"
        return title, _join([pick(self.openings), place, own, Fragment("，", ()), subject, pick(self.wishes)])

    def answer(self) -> Written:
        return _join([self.dice.choice(self.answers), self.dice.choice(self.results)])


def _join(parts: list[Fragment]) -> Written:
    return Written(
        "".join(part.text for part in parts), vector([word for part in parts for word in part.words])
    )


def vector(found: list[str]) -> str:
    """The tsvector of these words in this order; the words hold neither quotes nor backslashes."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(found, start=1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
