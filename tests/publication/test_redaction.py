"""What private data look like, and that nothing else is taken for them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.publication.marks import Mark, view
from fenbo.publication.redaction import Known, find, left_over, pieces, redact

PRIVATE = [
    ("我的电话是13897210001。", Mark.MOBILE),
    ("我的电话是138 9721 0001。", Mark.MOBILE),
    ("我的电话是138-9721-0001。", Mark.MOBILE),
    ("我的电话是+86 13897210001。", Mark.MOBILE),
    ("我的电话是１３８９７２１０００１。", Mark.MOBILE),
    ("我的电话是一三八九七二一零零零一。", Mark.MOBILE),
    ("我的电话是幺三八九七二幺〇〇〇幺。", Mark.MOBILE),
    ("单位座机0971-6302234。", Mark.LANDLINE),
    ("单位座机(0979)8412345。", Mark.LANDLINE),
    ("打电话6302234找我。", Mark.LANDLINE),
    ("身份证11010519491231002X。", Mark.ID_NUMBER),
    ("身份证110105 19491231 002x。", Mark.ID_NUMBER),
    ("身份证63010519800101123X少一位校验也算。", Mark.ID_NUMBER),
    ("老证630105800101123。", Mark.ID_NUMBER),
    ("卡号6228480402564890018。", Mark.BANK_CARD),
    ("卡号6228 4804 0256 4890 018。", Mark.BANK_CARD),
    ("代码91110000600037341L。", Mark.FIRM_CODE),
    ("护照E12345678。", Mark.PASSPORT),
    ("车牌青A12345被拍。", Mark.PLATE),
    ("车牌青AD12345被拍。", Mark.PLATE),
    ("车牌青A·B12C5被拍。", Mark.PLATE),
    ("写信到wang.xm@example.com。", Mark.EMAIL),
    ("加微信wx_qinghai01。", Mark.CHAT),
    ("QQ：12345678。", Mark.CHAT),
    ("位置36.62345, 101.77823。", Mark.PLACE),
    ("东经101.77度。", Mark.PLACE),
    ("住在恒大名都小区12栋3单元501室。", Mark.ADDRESS),
    ("住在五四西路12号院3号楼。", Mark.ADDRESS),
    ("住3单元501。", Mark.ADDRESS),
    ("请找张小红女士。", Mark.NAME),
    ("联系人：马强，谢谢。", Mark.NAME),
    ("儿子叫王大宝，今年六岁。", Mark.MINOR),
    ("学生李小红，12岁，想转学。", Mark.MINOR),
    ("请联系王小明同学。", Mark.MINOR),
    ("西宁市第一小学三年级2班停课。", Mark.SCHOOL_CLASS),
    ("父亲王建国要手术。", Mark.NAME),
    ("司机李强说已经装车。", Mark.NAME),
    ("扎西才让来电。", Mark.NAME),
    ("父亲患有尿毒症。", Mark.HEALTH),
    ("乘坐CZ6001次航班回来。", Mark.JOURNEY),
    ("车牌青 A·一二三四五被拍。", Mark.PLATE),
    ("代码91110000 600037341L。", Mark.FIRM_CODE),
    ("护照e12345678。", Mark.PASSPORT),
    ("加V：wang_2020。", Mark.CHAT),
    ("扣扣一二三四五六七八。", Mark.CHAT),
    ("坐标N36.6234 E101.7782。", Mark.PLACE),
    ("北纬36度37分20秒。", Mark.PLACE),
    ("家住东关大街平安巷。", Mark.ADDRESS),
    ("桥头镇向阳村三社的路。", Mark.ADDRESS),
    ("找兴旺养殖场退款。", Mark.FIRM),
    ("青海宏图商贸有限公司欠款。", Mark.FIRM),
    # Nothing before these says that a name comes.
    ("张三的房子漏水。", Mark.NAME),
    ("赵志强说下月付工钱。", Mark.NAME),
    ("多次找王大军协商没有结果。", Mark.NAME),
    ("把钱转给了刘文斌，至今没有还。", Mark.NAME),
    ("马海英在楼道里堆放杂物。", Mark.NAME),
    ("楼上陈小红一家养了三条狗。", Mark.NAME),
    ("请问李建国什么时候还钱？", Mark.NAME),
]
HARMLESS = [
    "2020年3月9日12时30分受理，编号2003090001275。",
    "请拨打12345、12329或95598咨询。",
    "工程款1234567890123元未付，合同编号20200309001。",
    "109国道12号线路、G6京藏高速K1234处。",
    "青政办〔2020〕14号文件第二十二条。",
    "银行贷款利率4.35%，期限36个月。",
    "一九四九年以来，三八妇女节放假半天。",
    "何时能通车？马上要春耕了，黄瓜、白菜都等着运。",
    "省监狱管理局答复：省司法厅、省财政厅已经批复。",
    "零下二十一度，一二三四五六七八九十。",
    "订单号202003091234567890，保单号630105198001011234，流水号6228480402564890018。",
    "补贴6228480402564890018元的上限是笔误。",
    "青人社发〔2020〕23号、国办函〔2025〕66号、青政办函〔2020〕101号。",
    "统一拨打4006012345或12333，也可以发短信到12110。",
    "请到五四西路38号政务服务大厅3楼办理。",
    "本人马上返回，业主何时能入住，孩子高兴，父亲高血压。",
    "住房公积金贷款、住院报销、家住外地怎么办。",
    "三年级以上学生开学时间，一年级新生报名。",
    "2020年2月24日至3月23日共5661件，办结5651件，占99.8%。",
    "确诊患者住院费用怎么报销？",
    "G6高速、G315国道、K1234+500米处。",
    "我是王府井店的员工。",
    "老板黄了，孩子高考，邻居都说好。",
    "谢谢，许可证办不下来，高峰期堵车，请严肃处理，杜绝此事。",
    "金山路、雷锋小学、白云小区和马家沟村的路灯不亮。",
    "高新区要求付清余款，顾客在高中生家长群里张贴通知。",
    "李家峡水电站、金银滩草原、祁连山和康乐小区怎么走？",
    "刚才于某和李某仍说黄金周边的石材方案。",
    "",
    "😀😀😀",
]


@pytest.mark.parametrize(("text", "mark"), PRIVATE, ids=[text for text, _mark in PRIVATE])
def test_private_data_is_found_and_cut(text: str, mark: Mark) -> None:
    found = find(text)

    assert mark in [span.mark for span in found]
    assert redact(text) != text
    assert not left_over(redact(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_private_data_stays(text: str) -> None:
    assert redact(text) == text


def test_a_name_leaves_its_surname_and_title() -> None:
    assert redact("请找张小红女士。") == "请找张女士。"
    assert redact("我叫王小明，住城西区。") == "我叫王某，住城西区。"


def test_a_firm_leaves_its_trade() -> None:
    assert redact("青海宏图商贸有限公司欠款。") == "某商贸公司欠款。"
    assert redact("请帮助协调西宁建业有限公司。") == "请帮助协调某公司。"


def test_what_is_known_of_the_requester_is_cut_wherever_it_stands() -> None:
    about = Known(names=("才让卓玛",), firms=("高原红牛羊肉店",))

    assert redact("我是才让卓玛，高原红牛羊肉店的老板，才让卓玛。", about) == "我是某某，某公司的老板，某某。"


def test_public_bodies_and_their_office_numbers_stay() -> None:
    about = Known(keep=("0971-8456789", "青海省水务投资有限公司"))

    text = "请致电0971-8456789，或到青海省水务投资有限公司办理。"
    assert redact(text, about) == text
    assert redact("请致电0971-8456780。", about) == "请致电（电话已隐去）。"


def test_street_number_and_door_beside_each_other_are_one_address() -> None:
    assert redact("五四西路12号院3号楼2单元501室漏水。") == "五四西路某处漏水。"


def test_where_somebody_lives_is_told_to_the_town_at_most() -> None:
    assert redact("家住西宁市城东区东关大街12号3号楼2单元501室，漏水。") == "家住西宁市城东区某处，漏水。"
    assert redact("住在大通县桥头镇向阳村三社12号。") == "住在大通县桥头镇某处。"
    assert redact("大通县桥头镇向阳村的路不通。") == "大通县桥头镇某村的路不通。"


def test_a_child_is_a_minor_and_nothing_else_wherever_it_is_named() -> None:
    assert redact("儿子王大宝，今年六岁，王大宝想转学。") == "儿子未成年人，未成年人想转学。"
    assert redact("儿子王大宝，今年二十六岁。") == "儿子王某，今年二十六岁。"


def test_a_name_that_was_told_once_is_cut_everywhere() -> None:
    assert redact("我叫王小明，工程款没有付给王小明。") == "我叫王某，工程款没有付给王某。"
    assert redact("青海宏图商贸有限公司欠款，宏图商贸不付。") == "某商贸公司欠款，某商贸公司不付。"


def test_a_name_that_nothing_announced_leaves_its_surname_wherever_it_stands() -> None:
    assert redact("张三的房子漏水，物业说是张三自己弄的。") == "张某的房子漏水，物业说是张某自己弄的。"
    assert redact("多次找王大军先生。") == "多次找王先生。"


def test_who_writes_the_public_text_may_leave_such_a_name() -> None:
    assert not left_over("赵志强说下月付工钱。")


def test_a_title_is_given_only_where_the_text_tells_it() -> None:
    assert redact("父亲王建国，母亲李秀英。") == "父亲王先生，母亲李女士。"
    assert redact("欧阳小华女士和扎西卓玛女士。") == "欧阳女士和某女士。"


def test_pieces_put_together_are_the_original() -> None:
    text = "王小明，13897210001，青A12345，3号楼。"

    assert "".join(piece.text for piece in pieces(text)) == text
    assert [piece.mark for piece in pieces(text) if piece.mark] == [
        Mark.NAME,
        Mark.MOBILE,
        Mark.PLATE,
        Mark.ADDRESS,
    ]


def test_what_may_never_stand_in_a_public_text_is_told_apart_from_what_a_person_may_allow() -> None:
    assert [span.mark for span in left_over("手机13897210001，座机0971-6302234")] == [Mark.MOBILE]
    assert [span.mark for span in left_over("王小明来电", Known(names=("王小明",)))] == [Mark.NAME]
    assert left_over("请到3号楼办理") == []


@given(st.text(max_size=300))
def test_any_text_keeps_its_length_in_every_view_and_its_pieces_make_it_up(text: str) -> None:
    assert len(view(text)) == len(view(text, spelt=True)) == len(text)
    assert "".join(piece.text for piece in pieces(text)) == text


@given(st.text(alphabet="13897210001 -·（）青A王号楼@.com一三八", max_size=80))
def test_redacting_twice_finds_nothing_more_that_may_never_stand(text: str) -> None:
    assert left_over(redact(text)) == []


@pytest.mark.parametrize("part", ["1", "1 ", "a@", "a.a", "小", "青A", "0971-", "我叫", "13897210001，"])
def test_the_longest_hostile_text_is_read_within_a_second(part: str) -> None:
    text = part * (20_000 // len(part))
    started = time.monotonic()

    redact(text)

    assert time.monotonic() - started < 1
