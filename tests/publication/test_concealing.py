"""Whoever handles a report of wrongdoing reads what happened, and nothing that tells who wrote it."""

import pytest

from fenbo.cases.models import Requester
from fenbo.cases.operations.intake import Who
from fenbo.publication.concealing import as_read_by, conceal
from tests.cast import Cast

WHO = Requester(name="王小明", phone="13897210001", firm_name="青海大通商贸有限公司")


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("我叫王小明，老板拖欠工资。", "我叫王某，老板拖欠工资。"),
        ("我是李秀英，老板拖欠工资。", "我是李某，老板拖欠工资。"),
        ("本人姓名：李秀英，老板拖欠工资。", "本人姓名：李某，老板拖欠工资。"),
        ("请打 138 9721 0001 找我。", "请打 （电话已隐去） 找我。"),
        ("电话一三八九七二一零零零一。", "电话（电话已隐去）。"),
        ("联系方式13897210001", "联系方式（已隐去）"),
        ("我们青海大通商贸有限公司被乱收费。", "我们某商贸公司被乱收费。"),
    ],
)
def test_what_tells_the_writer_goes(db: None, told: str, read: str) -> None:
    assert conceal(told, WHO) == read


@pytest.mark.parametrize(
    "matter",
    [
        "青海恒信建筑有限公司在胜利路12号违规开工。",
        "车牌青A12345的车夜里倾倒垃圾。",
        "收费的是张先生。",
        "该单位电话0971-6123456。",
    ],
)
def test_what_is_to_be_looked_into_stays(db: None, matter: str) -> None:
    assert conceal(matter, WHO) == matter


def test_only_secret_cases_are_read_so_and_only_by_those_who_may_not_know(cast: Cast) -> None:
    about = Who(name="王小明", phone="13897210001")
    plain, secret = cast.signed(who=about), cast.signed(who=about, is_confidential=True)
    text = "我叫王小明。"
    assert as_read_by(cast.handler, plain.case, text) == text
    assert as_read_by(cast.handler, secret.case, text) == "我叫王某。"
    assert as_read_by(cast.agent, secret.case, text) == text
