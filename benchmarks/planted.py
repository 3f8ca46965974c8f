"""Private data planted into texts in many disguises, with where they stand, and public ones that must stay.

Everything is invented by dice: numbers have right check digits.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from stdnum import luhn
from stdnum.cn import ric, uscc

WIDE = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
SPELT = str.maketrans("0123456789", "零一二三四五六七八九")
SAID = str.maketrans("0123456789", "〇幺二三四五六七八九")
FORMAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国志鹏晓燕春梅秀珍海波宏斌文佳慧雪琴丹倩琳"
TRADES = ["商贸", "建筑工程", "物业管理", "劳务", "餐饮管理", "科技", "运输", "房地产开发", "装饰", "食品"]
FANCY = ["鑫源", "瑞丰", "恒泰", "宏远", "金盛", "华宇", "德润", "天成", "佳和", "盛达", "昌隆", "润泽"]
PUBLIC = (
    "西宁市住房和城乡建设局",
    "城西区人民政府",
    "青海省人力资源和社会保障厅",
    "大通县公安局交警大队",
    "海东市市场监督管理局",
    "胜利路街道办事处",
    "青海省人民医院",
    "西宁市第十四中学",
    "国家税务总局西宁市税务局",
    "湟中区法院",
    "市政务服务大厅",
    "12345热线",
    "110报警电话",
    "省教育厅办公室",
    "城管执法局",
    "青海大学附属医院",
    "东关大街派出所",
    "马坊街道办",
    "朝阳东路",
    "2026年3月5日",
    "青政办〔2026〕14号",
    "109国道",
    "1200元",
    "5月份",
    "第3季度",
    "106路公交车",
    "12366",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """`text[start:end]` is the secret of this sort; for public things (`sort` is `public`) nothing in it may be found."""

    text: str
    sort: str
    disguise: str
    start: int
    end: int


# They have few disguises and many forms.
OFTEN = {"name": 8, "firm": 8, "public": 8}


def items(number: int = 2_500, seed: int = 12345) -> list[Planted]:
    """So many, the sorts and disguises in turn; the same for the same seed."""
    dice = random.Random(seed)
    turns = [
        (sort, disguise)
        for sort, disguises in SORTS.items()
        for disguise in disguises
        for _ in range(OFTEN.get(sort, 1))
    ]
    return [_planted(sort, disguise, dice) for (sort, disguise), _ in zip(cycle(turns), range(number))]


def _planted(sort: str, disguise: str, dice: random.Random) -> Planted:
    before, behind = dice.choice(FRAMES[sort])
    secret = SORTS[sort][disguise](dice)
    opening = dice.choice(("", "您好，", "2026年3月2日，", "小区停水三天没人管，", "请有关部门核实。"))
    start = len(opening) + len(before)
    return Planted(f"{opening}{before}{secret}{behind}", sort, disguise, start, start + len(secret))


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def _mobile(dice: random.Random) -> str:
    return f"1{dice.choice('356789')}{_digits(dice, 9)}"


def _identity(dice: random.Random) -> str:
    place = dice.choice(("630102", "630104", "620102", "430104", "510107"))
    born = f"{dice.randint(1950, 2012)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
    bare = f"{place}{born}{_digits(dice, 3)}"
    return bare + ric.calc_check_digit(bare + "0")


def _card(dice: random.Random) -> str:
    bare = dice.choice(("622848", "621700", "622202", "625912")) + _digits(dice, dice.choice((9, 12)))
    return bare + luhn.calc_check_digit(bare)


def _firm_code(dice: random.Random) -> str:
    bare = f"91{dice.choice(('630102', '630104'))}MA{_digits(dice, 7)}"
    return bare + uscc.calc_check_digit(bare)


def _plate(dice: random.Random) -> str:
    return f"{dice.choice('青甘川陕京豫')}{dice.choice('ABCEH')}{_digits(dice, 5)}"


def _green(dice: random.Random) -> str:
    return f"青{dice.choice('ABC')}{dice.choice('DF')}{_digits(dice, 5)}"


def _name(dice: random.Random, given: int = 0) -> str:
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, given or dice.choice((1, 2, 2))))


def _firm(dice: random.Random) -> str:
    town = dice.choice(("", "青海", "西宁", "格尔木"))
    return f"{town}{dice.choice(FANCY)}{dice.choice(TRADES)}{dice.choice(('有限公司', '有限责任公司', '股份有限公司'))}"


def _grouped(text: str, *sizes: int, by: str = " ") -> str:
    parts, at = [], 0
    for size in (*sizes, len(text)):
        parts.append(text[at : at + size])
        at += size
    return by.join(part for part in parts if part)


Maker = Callable[[random.Random], str]


def _disguised(make: Maker, *groups: int) -> dict[str, Maker]:
    return {
        "plain": make,
        "wide": lambda dice: make(dice).translate(WIDE),
        "numerals": lambda dice: make(dice).translate(SPELT),
        "said": lambda dice: make(dice).translate(SAID),
        "formal": lambda dice: make(dice).translate(FORMAL),
        "grouped": lambda dice: _grouped(make(dice), *groups),
        "dashed": lambda dice: _grouped(make(dice), *groups, by="-"),
        "dotted": lambda dice: _grouped(make(dice), *groups, by="."),
        "spaced": lambda dice: " ".join(make(dice)),
        "wide spaced": lambda dice: "\u3000".join(make(dice).translate(WIDE)),
    }


SORTS: dict[str, dict[str, Maker]] = {
    "mobile": {
        **_disguised(_mobile, 3, 4),
        "abroad": lambda dice: f"+86 {_mobile(dice)}",
        "half said": lambda dice: (n := _mobile(dice))[:5] + n[5:].translate(SPELT),
    },
    "id_number": {
        **_disguised(_identity, 6, 8),
        "small x": lambda dice: _identity(dice).lower(),
    },
    "bank_card": _disguised(_card, 4, 4, 4, 4),
    "plate": {
        "plain": _plate,
        "electric": _green,
        "dotted": lambda dice: (n := _plate(dice))[:2] + "·" + n[2:],
        "spaced": lambda dice: (n := _plate(dice))[:2] + " " + n[2:],
        "small": lambda dice: _plate(dice).lower(),
        "wide": lambda dice: _plate(dice).translate(WIDE),
    },
    "landline": {
        "plain": lambda dice: f"0971{dice.choice('68')}{_digits(dice, 6)}",
        "dashed": lambda dice: f"0971-{dice.choice('68')}{_digits(dice, 6)}",
        "bracketed": lambda dice: f"（0971）{dice.choice('68')}{_digits(dice, 6)}",
    },
    "firm_code": {"plain": _firm_code, "wide": lambda dice: _firm_code(dice).translate(WIDE)},
    "email": {
        "plain": lambda dice: f"user{_digits(dice, 4)}@example.com",
        "wide": lambda dice: f"w.{_digits(dice, 5)}＠example.cn",
        "named": lambda dice: f"zhang_{_digits(dice, 3)}@mail.example.org",
    },
    "chat": {
        "wechat": lambda dice: f"wx{_digits(dice, 6)}a",
        "wide": lambda dice: f"wxid_{_digits(dice, 8)}".translate(WIDE),
    },
    "qq": {
        "plain": lambda dice: f"{dice.randint(1, 9)}{_digits(dice, 8)}",
        "spaced": lambda dice: " ".join(f"{dice.randint(1, 9)}{_digits(dice, 8)}"),
    },
    "address": {
        "door": lambda dice: f"{dice.randint(1, 30)}号楼{dice.randint(1, 5)}单元{dice.randint(101, 999)}室",
        "short": lambda dice: f"{dice.randint(1, 30)}栋{dice.randint(101, 999)}室",
    },
    "name": {"two": lambda dice: _name(dice, 1), "three": lambda dice: _name(dice, 2)},
    "firm": {"full": _firm},
    "public": {"body or figure": lambda dice: dice.choice(PUBLIC)},
}
FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "mobile": (("我的电话是", "，请回电。"), ("联系方式：", ""), ("打", "没有人接。"), ("手机", "，谢谢")),
    "id_number": (("身份证号", "，社保查不到。"), ("本人证件", "办不了业务。"), ("身份证：", "")),
    "bank_card": (("工资卡", "一直没有到账。"), ("卡号是", "，请退款。"), ("转到", "这个账户了。")),
    "plate": (("车牌", "停在消防通道。"), ("一辆", "乱停车。"), ("我的车", "被拖走了。")),
    "landline": (("电话", "打不通。"), ("请回", "，谢谢。")),
    "firm_code": (("信用代码", "的企业拖欠工资。"), ("代码：", "")),
    "email": (("请回复到", "，谢谢。"), ("邮箱", "没有收到。")),
    "chat": (("加微信", "领红包。"), ("微信号：", "，请联系。")),
    "qq": (("QQ", "卖假货。"), ("qq号：", "，请查。")),
    "address": (("我家在幸福小区", "，楼上漏水。"), ("住在阳光花园", "，没有暖气。")),
    "name": (
        ("我叫", "，想问社保。"),
        ("联系人：", "，请回电。"),
        ("请找", "先生了解情况。"),
        ("司机", "说不给退钱。"),
        ("我父亲", "今年生病住院。"),
        ("申请人", "，材料已交。"),
        ("老板", "拖欠工资。"),
        ("邻居", "在楼道堆杂物。"),
    ),
    "firm": (("", "拖欠工资三个月。"), ("我在", "上班，没有交社保。"), ("投诉", "虚假宣传。")),
    "public": (("请", "核实处理。"), ("已经向", "反映过。"), ("咨询了", "，没有结果。")),
}
