"""Numbers and names of accounts: whatever leads to a person by itself."""

import re

from stdnum import luhn
from stdnum.cn import ric, uscc

from fenbo.publication.marks import Mark, Rule, rule

# What people put between the digits of one number.
GAP = r"[ \u3000\-—–_.·]{0,2}"
PLATE_HEADS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# A number that is called so belongs to a paper, not to a person.
PAPER = re.compile(
    r"(?:编号|单号|文号|合同号|流水号?|订单号?|保单号?|案号|受理号|发票号?码?|批次号?)[ :是为]{0,3}$"
)
BIRTHDAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
PROVINCES = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"


def _digits(least: int, most: int) -> str:
    return rf"\d(?:{GAP}\d){{{least - 1},{most - 1}}}"


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def is_id_number(text: str) -> bool:
    """Its check digit holds, or it is a mistyped one: province and birthday inside are real looking."""
    bare = _bare(text)
    dated = re.fullmatch(rf"{PROVINCES}\d{{4}}(?:19|20)\d\d{BIRTHDAY}\d{{3}}[\dX]", bare)
    return bool(ric.is_valid(bare) or dated)


def is_old_id_number(text: str) -> bool:
    return bool(re.fullmatch(rf"{PROVINCES}\d{{4}}\d\d{BIRTHDAY}\d{{3}}", _bare(text)))


def is_bank_card(text: str) -> bool:
    return bool(luhn.is_valid(_bare(text)))


def is_firm_code(text: str) -> bool:
    """Its check digit holds; bank cards begin with 3 to 6, where no registry of firms has but 5."""
    bare = _bare(text)
    return bare[0] not in "346" and bool(uscc.is_valid(bare))


def has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text[1:])


# In the order of their strength: where two overlap, the earlier one counts.
RULES: tuple[Rule, ...] = (
    rule(
        Mark.ID_NUMBER,
        rf"(?<![\dA-Za-z]){_digits(17, 17)}{GAP}[\dXx](?![\dA-Za-z])",
        is_id_number,
        spelt=True,
        unless=PAPER,
    ),
    rule(
        Mark.FIRM_CODE,
        rf"(?<![0-9A-Za-z])[0-9A-Z](?:{GAP}[0-9A-Z]){{17}}(?![0-9A-Za-z])",
        is_firm_code,
        flags=re.I | re.A,
    ),
    rule(
        Mark.ID_NUMBER,
        rf"(?<![\dA-Za-z]){_digits(15, 15)}(?![\dA-Za-z])",
        is_old_id_number,
        spelt=True,
        unless=PAPER,
    ),
    # Before the telephone numbers that may stand within its groups of four.
    rule(
        Mark.BANK_CARD,
        rf"(?<!\d){_digits(13, 19)}(?!\d|\s?[元万亿千百])",
        is_bank_card,
        spelt=True,
        unless=PAPER,
    ),
    rule(
        Mark.MOBILE,
        rf"(?<!\d)(?:(?:\+|00){GAP}8{GAP}6{GAP}|86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)",
        spelt=True,
    ),
    rule(
        Mark.LANDLINE,
        rf"(?<!\d)\(?0{GAP}\d(?:{GAP}\d){{1,2}}\)?{GAP}[2-9](?:{GAP}\d){{6,7}}(?!\d)",
        spelt=True,
    ),
    rule(
        Mark.LANDLINE, r"(?:电话|座机|联系方式|致电)[^\d\n，。；]{0,4}(?P<it>[2-9]\d{6,7})(?!\d)", spelt=True
    ),
    rule(
        Mark.EMAIL,
        r"(?<![\w.%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}",
        flags=re.A,
    ),
    rule(
        Mark.CHAT,
        r"(?:微信|薇信|[Vv]信|wechat|weixin|\bvx|\bwx|加v)(?:号码?|id)?[ ：:是为]*(?P<it>[a-z0-9][-_a-z0-9]{4,19})",
        flags=re.I,
    ),
    rule(
        Mark.CHAT,
        rf"(?:qq|扣扣)(?:群|号码?)*[ ：:是为]*(?P<it>[1-9](?:{GAP}\d){{4,11}})(?!\d)",
        spelt=True,
        flags=re.I,
    ),
    rule(Mark.PASSPORT, r"(?<![A-Za-z0-9])[EGDSPH][A-Z]?\d{7,8}(?![A-Za-z0-9])", flags=re.I),
    rule(
        Mark.PLATE,
        rf"[{PLATE_HEADS}] ?[A-HJ-NP-Z][ ·•.\-]?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]|[A-HJ-NP-Z0-9]{{4}}"
        r"[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
        has_digit,
        spelt=True,
        flags=re.I,
    ),
)
