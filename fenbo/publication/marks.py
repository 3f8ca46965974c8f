"""What private data look like in a text: the kinds of it, and what a rule is. The rules stand in `rules/`.

A rule is matched against a *view* of the text with one character for each of the text's, so that what it finds can be
cut out of the text: full-width letters and digits as ASCII, and for numbers that people spell out also 一三八… as 138….
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mark(models.TextChoices):
    """What was found; the label says so to whoever reviews."""

    MOBILE = "mobile", _("手机号")
    LANDLINE = "landline", _("座机号")
    ID_NUMBER = "id_number", _("身份证号")
    BANK_CARD = "bank_card", _("银行卡号")
    FIRM_CODE = "firm_code", _("统一社会信用代码")
    PASSPORT = "passport", _("护照号")
    PLATE = "plate", _("车牌号")
    EMAIL = "email", _("电子邮箱")
    CHAT = "chat", _("微信或QQ号")
    PLACE = "place", _("坐标")
    ADDRESS = "address", _("门牌号")
    NAME = "name", _("姓名")
    MINOR = "minor", _("未成年人")
    SCHOOL_CLASS = "school_class", _("班级")
    HEALTH = "health", _("健康状况")
    JOURNEY = "journey", _("行程")
    FIRM = "firm", _("企业名称")


# What a reader sees instead.
SHOWN = {
    Mark.MOBILE: "（电话已隐去）",
    Mark.LANDLINE: "（电话已隐去）",
    Mark.ID_NUMBER: "（证件号已隐去）",
    Mark.BANK_CARD: "（账号已隐去）",
    Mark.FIRM_CODE: "（代码已隐去）",
    Mark.PASSPORT: "（证件号已隐去）",
    Mark.PLATE: "（车牌已隐去）",
    Mark.EMAIL: "（邮箱已隐去）",
    Mark.CHAT: "（账号已隐去）",
    Mark.PLACE: "（坐标已隐去）",
    Mark.ADDRESS: "某处",
    Mark.NAME: "某某",
    Mark.MINOR: "未成年人",
    Mark.SCHOOL_CLASS: "某班",
    Mark.HEALTH: "某种疾病",
    Mark.JOURNEY: "某次",
    Mark.FIRM: "某公司",
}

SPELT = str.maketrans("〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "001123456789123456789")
# 一直, 三个: here a numeral counts or joins, and is no digit of the number before it.
JOINING = re.compile("一(?=[直个些定下样次起共家般点切天再旦辆])|[二三四五六七八九](?=[个天次])")


def view(text: str, *, spelt: bool = False) -> str:
    """The text with as many characters, each in its plain form; `spelt` also reads Chinese numerals as digits."""
    plain = "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)
    return JOINING.sub(" ", plain).translate(SPELT) if spelt else plain


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` finds candidates (its group `it`, else the whole), `proof` throws out what only looks like one.

    `shown` stands in its place where the kind's own word would say too little. What follows right behind `unless`
    is something else, whatever it looks like.
    """

    mark: Mark
    pattern: re.Pattern[str]
    proof: Callable[[str], bool] | None = None
    spelt: bool = False
    shown: str = ""
    unless: re.Pattern[str] | None = None


def rule(
    mark: Mark,
    pattern: str,
    proof: Callable[[str], bool] | None = None,
    *,
    spelt: bool = False,
    flags: int = 0,
    shown: str = "",
    unless: re.Pattern[str] | None = None,
) -> Rule:
    return Rule(mark, re.compile(pattern, flags), proof, spelt, shown, unless)
