"""Names, what tells of a child or of somebody's health, and names of firms."""

import re

import rjieba

from fenbo.publication.marks import Mark, Rule, rule

DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔"
    "钟谭陆汪范廖石金贾夏韦付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔祁冶喇蒲裴晁辛简牛"
)
# Surnames that are usual words as well: read as names only where something says that a name comes.
RARER = "易阎赖傅康乔柳鲍苗纪阮蓝娄柯骆樊霍莎虞裘缪宁焦曲倪温芦詹申耿兰齐梅盘郜巩卞芮甘苟寇褚萧"
ANNOUNCED = SURNAMES + RARER
# Where the word cutter takes a name for a place, its last character tells.
LAST = (
    "丹国海华春志佳洋伟芳娜敏静丽强磊军勇艳杰娟涛超霞刚桂英玉兰红建鹏燕梅珍波"
    "宏斌慧琴倩琳峰萍婷颖浩莉辉鑫俊蓉莹帆瑞旭宇轩涵怡欣雯"
)
# Tibetan and Mongolian names have no surname; two of these beside each other are a name.
GIVEN = (
    "才让|卓玛|扎西|多杰|旦增|仁青|拉毛|尕藏|桑杰|周毛|项毛|索南|南杰|才旦|公保|更登|华旦|昂毛|切吉|达瓦|尼玛|央金|格桑"
    "|洛桑|次仁|白玛|久美|完么|完德|彭毛|李毛|措毛|吉毛|尖措|加措|东珠|巴桑|其其格|巴图|苏和|格日勒|图雅"
)
CHAR = r"[\u4e00-\u9fff]"
# Nobody is called by a word that only joins others.
OWN = rf"(?:(?![了的不是在说和与要想没有也就都被把这那吗呢吧很太去来]){CHAR})"
FULL = rf"(?:(?:{DOUBLE}){OWN}{{1,2}}|[{ANNOUNCED}]{OWN}{{1,2}})"
SHORT = rf"(?:(?:{DOUBLE}){OWN}{{1,2}}?|[{ANNOUNCED}]{OWN}{{1,2}}?)"
# How people say a name, and what comes after it.
TOLD = r"(?:我叫|名叫|叫做|子叫|女叫|儿叫|孩叫|姓名|联系人|收款人|户名|经办人|负责人|法定代表人|法人代表|法人|申请人|当事人)"
# Words after which a name may stand, or something else: then the word cutter has to agree.
KIN = (
    "我是|本人|业主|户主|司机|车主|房东|租户|老板|工友|同事|邻居|村民|学生|患者|病人|父亲|母亲|爸爸|妈妈|丈夫|妻子|爱人"
    "|老公|老婆|儿子|女儿|孩子|哥哥|姐姐|弟弟|妹妹|爷爷|奶奶|岳父|岳母"
)
THEN = (
    r"(?=[^\u4e00-\u9fff]|$|是|在|今年|现年|年仅|电话|手机|联系|"
    r"和|与|等|于|因|已|说|患|被|的|住|要|想|将|去|来|没|有|不|也|正|还|拖|欠|违|擅|把|让|打|骂)"
)
AGE = r"(?:\d{1,2}|[一二三四五六七八九]|十[一二三四五六七八九]?)"
YEARS = rf"(?:[，,（( ]?(?:今年|现年|年仅|才|刚满|刚)?[ ]?{AGE}(?:周?岁|个月))"
DIGITS = {"十": 10} | {name: value for value, name in enumerate("零一二三四五六七八九")}
GROWN = 18
NEVER_IN_A_FIRM = "在的是与和向对由从给到被及了我们本为让找去请帮调系映问欠来把求告诉"
# 和 joins two things, but in 佳和 and 和顺 it is part of a name.
FIRM_CHAR = (
    rf"(?:(?<=[佳祥谦仁泰平])和|和(?=[顺泰信谐盛兴美])|(?![{NEVER_IN_A_FIRM}])[\u4e00-\u9fffA-Za-z0-9()（）])"
)
TRADES = re.compile(
    "商贸|贸易|建筑|建设|工程|运输|物流|餐饮|食品|科技|农业|牧业|旅游|房地产|物业|矿业|能源|医药|教育|装饰|劳务|机械|化工|纺织"
)
SHOPS = r"(?:(?<!农)商行(?![程业])|经营部|专业合作社|养殖场|工作室|批发部)"


def is_name(text: str) -> bool:
    """No word of the language: `马强` is a name, `马上` and `高血压` are none."""
    tagged = rjieba.tag(text)
    if len(tagged) > 1 or tagged[0][1].startswith("nr"):
        return True
    return tagged[0][1] in ("ns", "nz", "j", "x") and text[-1] in LAST


def is_shop(text: str) -> bool:
    """It has a name of its own: `冷饮批发部` may be any."""
    tagged = rjieba.tag(text[:-3])
    return len(tagged) > 1 or tagged[0][1] not in ("n", "vn", "v")


def is_child(text: str) -> bool:
    """The age that is told with the name is below eighteen, or told in months."""
    found = re.search(rf"({AGE})(?:周?岁|个月)", text)
    if found is None:
        return False
    said = found[1]
    value = int(said) if said.isdecimal() else sum(DIGITS[one] for one in said)
    return value < GROWN or "个月" in text


RULES: tuple[Rule, ...] = (
    rule(Mark.MINOR, rf"(?:{TOLD}|{KIN})(?:叫|名叫)?[ ：:是为]{{0,2}}(?P<it>{SHORT}{YEARS})", is_child),
    rule(Mark.MINOR, rf"(?P<it>{FULL}同学|(?:{DOUBLE}|[{SURNAMES}])小?(?:同学|小朋友))"),
    rule(Mark.NAME, rf"(?P<it>{FULL})(?=先生|女士|小姐|同志|师傅|老师|律师|经理)", is_name),
    rule(Mark.NAME, rf"(?:{GIVEN}){{2,3}}[措吉毛加杰本太]?"),
    rule(Mark.NAME, rf"{TOLD}[ ：:是为]{{0,3}}(?P<it>{FULL})(?![\u4e00-\u9fff])", is_name),
    rule(Mark.NAME, rf"{TOLD}[ ：:是为]{{0,3}}(?P<it>{SHORT}){THEN}", is_name),
    rule(Mark.NAME, rf"(?:{KIN})(?:叫)?[ ：:]{{0,2}}(?P<it>{SHORT}){THEN}", is_name),
    rule(
        Mark.SCHOOL_CLASS,
        r"(?:(?<=小学)|(?<=中学)|(?<=学校)|(?<=高中)|(?<=初中))(?:[一二三四五六七八九\d]{1,2}年级|[初高][一二三])?(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)]?班)",
    ),
    rule(Mark.SCHOOL_CLASS, r"[一二三四五六]年级[（(]?[\d一二三四五六七八九十]{1,2}[）)]?班"),
    rule(
        Mark.HEALTH,
        rf"(?:患有?|得了|得的是|确诊为?|诊断为|查出(?:患有?)?)(?P<it>{CHAR}{{1,8}}?(?:病|癌|症|炎|瘤|高血压|糖尿病|乙肝))",
    ),
    rule(
        Mark.FIRM,
        rf"(?P<it>{FIRM_CHAR}{{2,24}}?(?:有限责任公司|股份有限公司|有限公司)(?:[\u4e00-\u9fff]{{2,6}}分公司)?)",
    ),
    rule(Mark.FIRM, rf"(?P<it>{FIRM_CHAR}{{2,8}}?{SHOPS})", is_shop, shown="某商户"),
)
