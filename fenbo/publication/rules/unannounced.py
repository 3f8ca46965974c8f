"""Names that stand in a text without a word that announces them: `赵志强说下月付`, `张三的房子`.

A surname alone is no name: 许可, 高峰, 金山路 begin with one too. So the word cutter has to take the whole for a person,
and what stands before and behind it has to let a person stand there. Measured in docs/publication.md.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import rjieba

from fenbo.publication.rules.people import DOUBLE, OWN, SURNAMES

PERSON = ("nr", "nrfg", "nrt")
WHOLE = re.compile(rf"(?:(?:{DOUBLE}){OWN}{{1,2}}|[{SURNAMES}]{OWN}{{1,2}})")
# Words that the cutter's list calls persons, and people in a city and at a counter mean by them something else.
_ORDINARY = """
谢谢 谢谢您 许可 许可证 顾问 顾客 高峰 高新区 高达 高昂 高升 高铁 高坡 高岭 高三 高二
高一 高考 高管 高层 高温 高寒 高危 高位 高效 高德 高压 高尚 高山 高原 高利贷 张贴 张口
张罗 张三李四 段时间 杜绝 杜鹃 何时 何时能 何以 何证 何益 何处 何况 何种 钱财 钱款 钱物
金山 金桥 金秋 金沙 金晖 金刚 金属 金额 金融 金鹰 金牌 金卡 金钱 金花 金星 金阳 金矿
陈述 陈情 陈旧 陈列 陈设 陈年 于民 于此 于法 于是 于情 于理 付清 付出 付款 付费 林权
林立 林业 林地 林木 林场 林区 林荫 武广 武警 武汉 白沙 白鹭 白鹤 白马 白玉 白云 白天
白条 白菜 白酒 白费 马路 马路边 马上 马甲 马达 马自达 马力 马虎 马匹 马栏 雷锋 雷峰 雷电
雷同 雷达 孔子 孟子 严令 严重 严格 严肃 严禁 严厉 严惩 严查 严谨 严打 严寒 严明 严防
严正 严重性 龙头 龙门 龙潭 龙泉 龙卷风 江北 江南 江边 江西 江苏 江湖 江河 石头 石灰 石油
石化 石材 石料 石板 石子 石山 石膏 石家庄 方便 方面 方式 方向 方案 方法 方才 方可 方位
熊猫 熊孩子 万分 万一 万物 万达 万科 万里 万恶 万人 万博 万元 易燃 毛病 毛坯 毛坯房 毛巾
毛利 毛线 史上 史无前例 余额 余款 余下 余地 余热 程序 程度 周转 周边 周围 周期 周全 周到
周日 周末 周密 周年 周一 周二 周三 周四 周五 周六 黄土 黄河 黄昏 黄金 黄牛 黄线 黄南
黄泥 曾经 曾是 曾多次 田地 田间 田园 唐人 汪洋 夏天 夏季 夏日 夏令营 秦岭 宋代 汉族 安全
任由 任何 任职 任性 任务 任意 任人 戴口罩 常年 洪水 韩国 梁山 梁上 罗列 罗马 廖廖 康乐
祁连 祁连山 钟点工 钟头 钟表 叶片 叶子 苏木 苏宁 沈阳 贺兰山 贺信 蒲公英 辛苦 辛勤 辛辛
简单 简易 简化 简称 简历 简直 简介 简陋 牛奶 牛羊 牛肉 牛皮 牛棚 喇叭 喇嘛 孙子 孙女
徐徐 朱红 胡乱 胡同 胡萝卜 胡麻 胡杨 胡说 蔡锷 丁字 吕梁 陆续 陆地 范围 范本 范畴 鲁班
杨树 杨柳 杨梅 柳树 陶瓷 陶土 邵阳 覃塘 冶炼 冶金 邓小平 毛泽东 习近平 李克强 王府井 王者
李子 许多 许诺 许久 谢意 谢绝 彭水 肖像 董事 董事会 董事长 付定金 付首付 付全款 付租金
付尾款 付工资 付工程款 高中生 高尔夫 东方红 白炽色 白炽灯 李家峡 金银滩 马场垣 孟达天池 高中
高职 高校 高级 高速 高薪 高价 高额 高档 高度 安居 严查严 史书 程控 白内障 金融街 雷雨
汪汪 黄连 石英 万户 万余 万年 史料 余款额 万亩 方圆 万众 林草 苏康码 高露洁
"""
ORDINARY = frozenset(_ORDINARY.split())
# A place, a firm, a house, an office that bears the name, or a person already told by surname and office alone.
NAMED_AFTER = re.compile(
    r"(?:[大东西南北中上下新老前后一二三四五六七八九十\d号]{0,2}(?:路|街|巷|村|镇|乡|县|区|市|州|道|桥|山|湖|河|沟|峡|滩|湾|坪|塘|冲|岭|坡|坝|"
    r"洞|井|泉|寺|庙|庄|屯|寨|堡|营|台|苑|园|城|府|郡|院|店|馆|厂|站|矿|段|组|社|队|校|里|墩|嘴|垣|庭|湘|广场|小区|社区|花园|大道|公园|家园|"
    r"超市|公司|集团|地产|房地产|置业|国际|医院|小学|中学|大学|学校|幼儿园|高铁|高速|新城|步行街|农贸|市场|大厦|酒店|宾馆|饭店|"
    r"纪念|故居|雕像|水库|水电站|电站|项目|牌|镇上|优步|系列|精神|式))"
)
PLACE_OR_OFFICE = re.compile(
    r"[路街巷村镇乡县区市州道桥山湖河沟峡滩湾坪塘冲岭坡坝洞寺庙庄屯寨堡营苑园城府院店馆厂站组社队校湘某氏家等系等]$"
    r"|(?:书记|局长|主任|县长|市长|区长|镇长|乡长|村长|队长|科长|处长|厅长|省长|院长|校长|所长|经理|医生|大夫|老师|警官|法官|律师|师傅|女士|先生|总)$"
)
# What may stand right before a person.
BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fffA-Za-z0-9]|[和与及同向找被由让给叫跟替把对为是以因系使即请告经托据按]|联系|通知|告诉|请问|举报|控告|投诉|反映|楼上|楼下|对门|询问|要求|村民|居民|业主|住户|户主|"
    r"老板|法人|经理|主任|书记|局长|所长|队长|村长|组长|社长|厂长|校长|院长|科长|会计|医生|大夫|护士|老师|教师|律师|法官|警官|民警|司机|车主|"
    r"房东|租户|租客|邻居|隔壁|同事|工友|工头|员工|职工|工人|农民|牧民|承包人|承包商|开发商|投资人|股东|负责人|当事人|原告|被告|嫌疑人|债务人|"
    r"债权人|担保人|中介|代理|客户|会员|学生|患者|病人|家属|亲属|朋友|本人|男子|女子|名为|名叫|自称|人|妻|夫|父|母|子|女|儿|弟|哥|姐|妹|嫂|孙|侄|叔|伯|姨|舅)$"
)
# What may follow a person of only two characters; of three nobody asks.
BEHIND = re.compile(
    r"(?:$|[^\u4e00-\u9fffA-Za-z0-9]|[的和与及等说是在就把被让向却又还曾已将不没未拒违私欠借拖骗打占强找来去以从对为到给也都要因于]|"
    r"先生|女士|同志|两人|二人|三人|夫妇|夫妻|一家|本人|多次|擅自|承诺|答应|威胁|负责|表示|拖欠|书记|局长|主任|所长|经理|医生|老师|等人|家[养里的])"
)
SHORTEST, LONGEST = 2, 4
GIVEN_TWO = 2
# Single characters that the cutter draws into the name before and behind them.
TRAILING = "对及从仍系等于给"
LED = "找和跟给向让叫被请与"
NEAR = 6


def unannounced(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand that nothing announces; a proposal, which a person may turn down."""
    tagged = [*rjieba.tag(text), ("", "")]
    at = 0
    for (word, tag), (next_word, next_tag) in pairwise(tagged):
        start, at = at, at + len(word)
        if word[:1] in LED and WHOLE.match(word, 1):
            start += 1  # the cutter takes 找王大军 for one word
        name, is_sure = _whole(text[start:at], tag, next_word, next_tag)
        if len(name) > SHORTEST and name[-1] in TRAILING:
            name = name[:-1]
        if name and _is_person(text, start, start + len(name), is_sure):
            yield start, start + len(name)


def _whole(word: str, tag: str, next_word: str, next_tag: str) -> tuple[str, bool]:
    """The name that begins with this word, and whether the cutter is sure: it parts 赵 from 志强 and 刘文 from 海."""
    is_apart = len(word) == 1 and word in SURNAMES and len(next_word) == GIVEN_TWO
    if is_apart and next_tag in (*PERSON, "nz"):
        return word + next_word, next_tag in PERSON and tag in PERSON
    if tag not in PERSON:
        return "", False
    if len(word) == SHORTEST and len(next_word) == 1 and next_tag in (*PERSON, "ng", "zg", "nz", "x"):
        return word + next_word, True
    return word, True


def _is_person(text: str, start: int, end: int, is_sure: bool) -> bool:
    name = text[start:end]
    if not SHORTEST <= len(name) <= LONGEST or not WHOLE.fullmatch(name):
        return False
    if (
        name in ORDINARY
        or name[:2] in ORDINARY
        or PLACE_OR_OFFICE.search(name)
        or NAMED_AFTER.match(text, end)
    ):
        return False
    before, behind = BEFORE.search(text[max(0, start - NEAR) : start]), BEHIND.match(text, end)
    if len(name) == SHORTEST or not is_sure:
        return bool(before and behind)
    return bool(before or behind)
