"""What private data look like in a text: rules, each a pattern and perhaps a proof, with nothing but themselves.

A rule is matched against a *view* of the text with one character for each of the text's, so that what it finds can be
cut out of the text: full-width letters and digits as ASCII, and for numbers that people spell out also 一三八… as 138….
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.cn import ric, uscc


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
    Mark.FIRM: "某公司",
}

SPELT = str.maketrans("〇零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "001123456789123456789")
GAP = r"[ \u3000\-—–_.·]{0,2}"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔"
    "钟谭陆汪范廖石金贾夏韦付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔祁冶喇蒲裴晁辛简牛"
)
GIVEN = r"[\u4e00-\u9fff]{1,2}"
# How people say a name, and what comes after it.
TOLD = r"(?:我叫|名叫|叫做|子叫|儿叫|姓名|联系人|收款人|户名)"
THEN = r"(?=[^\u4e00-\u9fff]|$|是|在|今年|电话|联系|和)"
MINUTES = r"(?:\s*\d{1,2}(?:\.\d+)?\s*['′分])?(?:\s*[\d.]+\s*[\"″秒])?"
TRADES = re.compile(
    "商贸|贸易|建筑|建设|工程|运输|物流|餐饮|食品|科技|农业|牧业|旅游|房地产|物业|矿业|能源|医药|教育|装饰|劳务|机械|化工|纺织"
)
PLATE_HEADS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
BUILT = r"(?:小区|花园|家园|公寓|新村|嘉园|苑|大厦)"


def view(text: str, *, spelt: bool = False) -> str:
    """The text with as many characters, each in its plain form; `spelt` also reads Chinese numerals as digits."""
    plain = "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)
    return plain.translate(SPELT) if spelt else plain


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern` finds candidates (its group `it`, else the whole), `proof` throws out what only looks like one."""

    mark: Mark
    pattern: re.Pattern[str]
    proof: Callable[[str], bool] | None = None
    spelt: bool = False


def _digits(least: int, most: int) -> str:
    return rf"\d(?:{GAP}\d){{{least - 1},{most - 1}}}"


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def is_id_number(text: str) -> bool:
    """Its check digit holds, or it is a mistyped one: the birthday inside is a real looking date."""
    bare = _bare(text)
    dated = re.fullmatch(r"\d{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", bare)
    return bool(ric.is_valid(bare) or dated)


def is_old_id_number(text: str) -> bool:
    pattern = r"[1-8]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
    return bool(re.fullmatch(pattern, _bare(text)))


def is_bank_card(text: str) -> bool:
    return bool(luhn.is_valid(_bare(text)))


def is_firm_code(text: str) -> bool:
    return bool(uscc.is_valid(_bare(text)))


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text[1:])


def _rule(
    mark: Mark, pattern: str, proof: Callable[[str], bool] | None = None, spelt: bool = False, flags: int = 0
) -> Rule:
    return Rule(mark, re.compile(pattern, flags), proof, spelt)


# In the order of their strength: where two overlap, the earlier one counts.
RULES: tuple[Rule, ...] = (
    _rule(Mark.ID_NUMBER, rf"(?<![\dA-Za-z]){_digits(17, 17)}{GAP}[\dXx](?![\dA-Za-z])", is_id_number, True),
    _rule(Mark.FIRM_CODE, r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])", is_firm_code, flags=re.I),
    _rule(Mark.ID_NUMBER, rf"(?<![\dA-Za-z]){_digits(15, 15)}(?![\dA-Za-z])", is_old_id_number, True),
    _rule(
        Mark.MOBILE,
        rf"(?<!\d)(?:(?:\+|00){GAP}8{GAP}6{GAP}|86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)",
        spelt=True,
    ),
    _rule(Mark.BANK_CARD, rf"(?<!\d){_digits(13, 19)}(?!\d)", is_bank_card),
    _rule(
        Mark.LANDLINE,
        rf"(?<!\d)\(?0{GAP}\d(?:{GAP}\d){{1,2}}\)?{GAP}[2-9](?:{GAP}\d){{6,7}}(?!\d)",
        None,
        True,
    ),
    _rule(Mark.LANDLINE, r"(?:电话|座机|联系方式|致电)[^\d\n，。；]{0,4}(?P<it>[2-9]\d{6,7})(?!\d)"),
    _rule(
        Mark.EMAIL,
        r"(?<![\w.%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}",
        flags=re.A,
    ),
    _rule(
        Mark.CHAT,
        r"(?:微信|薇信|wechat|weixin|\bvx|\bwx)(?:号码?|id)?[ ：:是为]*(?P<it>[a-z0-9][-_a-z0-9]{4,19})",
        flags=re.I,
    ),
    _rule(Mark.CHAT, r"(?:qq|扣扣)(?:群|号码?)*[ ：:是为]*(?P<it>[1-9]\d{4,11})", flags=re.I),
    _rule(Mark.PASSPORT, r"(?<![A-Za-z0-9])[EGDSPH][A-Z]?\d{7,8}(?![A-Za-z0-9])"),
    _rule(
        Mark.PLATE,
        rf"[{PLATE_HEADS}][A-HJ-NP-Z][ ·•.\-]?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]|[A-HJ-NP-Z0-9]{{4}}"
        r"[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
        has_digit,
        flags=re.I,
    ),
    _rule(Mark.PLACE, r"\d{2,3}\.\d{4,}[°度]?[NE]?\s*[,/ ]\s*\d{2,3}\.\d{4,}[°度]?[NE]?"),
    _rule(
        Mark.PLACE,
        r"(?:东经|北纬)\s*\d{1,3}(?:\.\d+)?\s*[°度](?:\s*\d{1,2}(?:\.\d+)?\s*['′分])?(?:\s*[\d.]+\s*[\"″秒])?",
    ),
    _rule(
        Mark.ADDRESS,
        rf"(?:(?:(?![省市县区镇乡村街路道州])[\u4e00-\u9fff]){{2,6}}?{BUILT})?\d{{1,4}}\s*(?:号楼|栋|幢|座)(?:\s*\d{{1,2}}\s*单元)?(?:\s*\d{{1,2}}\s*[层楼])?"
        r"(?:\s*\d{2,4}\s*[室号户]?)?",
    ),
    _rule(Mark.ADDRESS, r"\d{1,2}\s*单元\s*\d{2,4}\s*[室号户]?|(?<!\d)\d{3,4}\s*室"),
    _rule(
        Mark.ADDRESS,
        r"(?<=[路街巷道村社])\s*(?P<it>\d{1,4}(?:-\d{1,3})?\s*号(?:附\d+号)?(?:院|大院)?)(?!线|公路|令)",
    ),
    _rule(Mark.NAME, rf"(?P<it>[{SURNAMES}]{GIVEN})(?=先生|女士|小姐|同志)"),
    _rule(
        Mark.NAME,
        rf"(?:我叫|名叫|叫做|子叫|儿叫|姓名|联系人|收款人|户名)[ ：:是为]*(?P<it>[{SURNAMES}]{GIVEN})(?![\u4e00-\u9fff])",
    ),
    _rule(
        Mark.NAME,
        rf"(?:我叫|名叫|叫做|子叫|儿叫|联系人[：:])(?P<it>[{SURNAMES}]{GIVEN}?)(?=，|,|、|。|；|\s|$|是|在|今年|电话|联系)",
    ),
    _rule(
        Mark.FIRM,
        r"(?P<it>(?:(?![在的是与和向对由从给到被及了我们本为让找去请帮调系映问欠来把求告诉])[\u4e00-\u9fffA-Za-z0-9()（）]){2,24}?"
        r"(?:有限责任公司|股份有限公司|有限公司)(?:[\u4e00-\u9fff]{2,6}分公司)?)",
    ),
)
