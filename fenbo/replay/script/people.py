"""Who asks. Everybody is invented; numbers are right in form and belong to nobody on purpose (a run of zeros)."""

from random import Random

from stdnum.cn import uscc

from fenbo.replay.script.model import Kind, RequesterScript
from fenbo.replay.script.places import Place

SURNAMES = "马李王张韩刘祁杨赵陈冶孙周吴徐朱何郭罗宋谢唐许邓曹彭曾萧田董潘袁蔡蒋余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪石贾"
GIVEN_FIRST = "建国海晓文志永玉春秀雪金福成生占德明红兰桂小俊立长"
GIVEN_LAST = "军英华梅强珍平芳林霞龙花清忠莲祥娟伟才兰义梅云山丽峰"
TIBETAN = (
    "才让",
    "扎西",
    "多杰",
    "卓玛",
    "尼玛",
    "索南",
    "仁青",
    "拉毛",
    "桑杰",
    "旦正",
    "央金",
    "彭措",
    "格日",
    "更藏",
)
# Prefixes that were in use in 2020; the four digits after them are zeros.
PREFIXES = (
    "130", "131", "132", "133", "134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "153", "155",
    "156", "157", "158", "159", "173", "176", "177", "178", "180", "181", "182", "183", "184", "185", "186", "187",
    "188", "189", "191", "199",
)  # fmt: skip
BRANDS = (
    "昆仑", "河湟", "三江源", "雪域", "湟水", "高原红", "西海", "祁连", "江河", "青唐", "塬上", "丹霞", "格桑",
    "卓越", "鸿运", "恒信", "锦程", "宏达", "瑞丰", "金麦", "云杉", "天佑", "裕泰", "东升",
    "同创", "明珠", "安顺", "博远", "兴业", "万嘉",
)  # fmt: skip
SECOND = ("盛", "源", "达", "丰", "泰", "通", "诚", "润", "隆", "晟", "宇", "信")
LINES = {
    "02": ("建筑工程", "路桥工程", "水利工程", "建材", "监理咨询"),
    "03": ("新材料", "机械制造", "化工", "新能源", "铸造"),
    "04": ("商贸", "餐饮管理", "物流", "电子商务", "酒店管理"),
    "05": ("运输", "物流", "汽车服务", "旅游客运"),
    "06": ("农牧科技", "种业", "养殖专业合作社", "饲料", "生态农业"),
    "": ("商贸", "实业", "科技", "服务", "文化传媒", "食品", "装饰工程", "劳务"),
}
REGISTERED = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # the alphabet of GB 32100
NEEDS_PHONE = (Kind.CONSULTATION, Kind.HELP)


def requester(rng: Random, *, who: str, kind: Kind, category: str, place: Place) -> RequesterScript:
    """Firms give a registration code now and then; whoever complains or reports is shyer than whoever asks."""
    shy = kind not in NEEDS_PHONE
    if rng.random() < (0.16 if kind == Kind.REPORT else 0.05 if shy else 0.012):
        return RequesterScript(consents=rng.random() < 0.5)
    is_firm = (
        who == "firm" or (who == "shop" and rng.random() < 0.4) or (who == "anybody" and rng.random() < 0.2)
    )
    return RequesterScript(
        name=name(rng),
        phone=phone(rng),
        firm=firm(rng, category, place) if is_firm else "",
        firm_code=registration(rng, place.region) if is_firm and rng.random() < 0.35 else "",
        confidential=rng.random() < (0.6 if kind == Kind.REPORT else 0.06 if shy else 0.01),
        consents=rng.random() < 0.9,
    )


def name(rng: Random) -> str:
    if rng.random() < 0.12:
        return "".join(rng.sample(TIBETAN, 2))
    given = (
        rng.choice(GIVEN_FIRST) + rng.choice(GIVEN_LAST) if rng.random() < 0.85 else rng.choice(GIVEN_LAST)
    )
    return rng.choice(SURNAMES) + given


def phone(rng: Random) -> str:
    return f"{rng.choice(PREFIXES)}0000{rng.randrange(10_000):04d}"


def firm(rng: Random, category: str, place: Place) -> str:
    brand = rng.choice(BRANDS) + rng.choice(("", rng.choice(SECOND)))
    line = rng.choice(LINES.get(category[:2], LINES[""]))
    company = rng.choice(("有限公司", "有限责任公司", "有限公司", f"有限公司{place.county}分公司"))
    ending = "" if line.endswith("合作社") else company
    return f"{rng.choice(('青海', place.county))}{brand}{line}{ending}"


def registration(rng: Random, region: str) -> str:
    """A unified social credit code (GB 32100) whose check digit is right."""
    body = f"91{region}MA{''.join(rng.choices(REGISTERED, k=8))}"
    return body[:17] + uscc.calc_check_digit(body[:17])
