"""Finding: words, synonyms, slips, places, numbers; order, filters, counts, pages; what is not there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.core import lapsing
from fenbo.knowledge.models import Item
from fenbo.knowledge.search import cases, engine, terms
from tests.cast import NOON
from tests.knowledge.conftest import Publish
from tests.knowledge.stage import Library, days


@pytest.fixture
def shelf(library: Library) -> Library:
    """A few answers and a policy that tell each other apart."""
    library.entry(question="复工要办什么手续", answer="备案即可。", aliases="开工流程")
    library.entry(question="健康码怎么申请", answer="微信搜索后填写。", aliases="")
    library.entry(question="西宁市供暖不热怎么办", answer="报修测温。", aliases="", region="630100")
    library.entry(question="老板拖欠工资怎么办", answer="向劳动监察投诉。", aliases="", category="0803")
    library.policy()
    lapsing.forget_all()
    return library


def found(text: str, **filters: str) -> list[str]:
    return [item.title for item in engine.search(text, **filters).items]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("复工手续", "复工要办什么手续"),
        ("企业复产流程", "复工要办什么手续"),
        ("复公手续", "复工要办什么手续"),
        ("fugong", "复工要办什么手续"),
        ("fugong shouxu", "复工要办什么手续"),
        ("fu gong", "复工要办什么手续"),
        ("tuoqiangongzi", "老板拖欠工资怎么办"),
        ("健康吗怎么弄", "健康码怎么申请"),
        ("二维码申领", "健康码怎么申请"),
        ("讨薪", "老板拖欠工资怎么办"),
        ("西宁暖气不热", "西宁市供暖不热怎么办"),
        ("人社部发2020 11号", "关于阶段性减免企业社会保险费的通知"),
        ("ＨＥＡＬＴＨ 健康码", "健康码怎么申请"),
    ],
)
def test_what_was_meant_comes_first(shelf: Library, text: str, first: str) -> None:
    assert found(text)[:1] == [first]


@pytest.mark.parametrize("text", ["航天员选拔", "", "？！", "怎么办", "' | '", "\\", "a:*", "& ! ( )"])
def test_what_is_not_there_is_not_found(shelf: Library, text: str) -> None:
    assert found(text) == []


def test_how_a_slip_was_read_is_said(shelf: Library) -> None:
    assert engine.search("复公手续").read_as == (("复公", "复工"),)


def test_what_is_no_pinyin_is_not_read_as_any(shelf: Library) -> None:
    assert engine.search("health code covid").read_as == ()


def test_counts_stand_beside_each_filter_without_it(shelf: Library) -> None:
    result = engine.search("工资 社会保险 复工")
    assert result.counts == {"entry": 2, "policy": 1}
    narrowed = engine.search("工资 社会保险 复工", kind="policy")
    assert (narrowed.total, narrowed.counts) == (1, result.counts)
    assert engine.search("工资 社会保险 复工", category="08").total == 2


def test_a_region_hides_what_holds_elsewhere_only(shelf: Library) -> None:
    assert found("供暖不热", region="630102") == ["西宁市供暖不热怎么办"]
    assert found("供暖不热", region="630200") == []


def test_pages_neither_repeat_nor_skip(shelf: Library) -> None:
    for number in range(7):
        shelf.entry(question=f"复工手续第{number}问", answer="备案。")
    everything = [item.pk for item in engine.search("复工手续", size=50).items]
    paged, cursor = [], None
    while True:
        result = engine.search("复工手续", size=3, before=cursor)
        paged += [item.pk for item in result.items]
        cursor = result.older
        if cursor is None:
            break
    assert paged == everything
    back = engine.search("复工手续", size=3, after=str(everything[3]))
    assert [item.pk for item in back.items] == everything[:3]
    assert back.newer is None


def test_newest_first_when_asked(shelf: Library) -> None:
    Item.objects.filter(title="复工要办什么手续").update(updated_at=NOON - days(3))
    shelf.entry(question="复工以后的事", answer="复工以后。")
    titles = [item.title for item in engine.search("复工手续", newest=True).items]
    assert titles.index("复工以后的事") < titles.index("复工要办什么手续")


def test_the_cost_does_not_grow_with_the_shelf(shelf: Library) -> None:
    def queries() -> int:
        lapsing.forget_all()
        with CaptureQueriesContext(connection) as counted:
            engine.search("复工手续")
        return len(counted)

    before = queries()
    for number in range(20):
        shelf.entry(question=f"复工手续第{number}问", answer="备案。")
    assert queries() == before


def test_similar_published_cases_are_suggested_and_private_ones_never(
    shelf: Library, publish: Publish
) -> None:
    shown = publish()
    shelf.cast.closed(phone="13897210009")
    assert [row.number for row in cases.like("监狱项目工程款没有支付")] == [shown.number]
    assert cases.like("航天员选拔") == []


def test_what_was_taken_down_is_not_suggested(shelf: Library, publish: Publish) -> None:
    from fenbo.publication import operations as publication

    case = publish()
    publication.take_down(case_id=case.pk, reason="要求", actor=shelf.cast.publisher, now=NOON)
    assert cases.like("监狱项目工程款没有支付") == []


def test_suggestions_are_few(shelf: Library) -> None:
    for number in range(7):
        shelf.entry(question=f"复工手续第{number}问", answer="备案。")
    assert len(engine.suggest("复工手续")) == 3


@pytest.mark.parametrize(
    ("text", "plain"),
    [("十四天", "14天"), ("二十条", "20条"), ("一百二十元", "120元"), ("ＡＢＣ", "abc"), ("一起", "一起")],
)
def test_small_numerals_are_digits(text: str, plain: str) -> None:
    assert terms.plain(text) == plain


@pytest.mark.parametrize(("one", "other"), [("张三", "章散"), ("公积金", "公机金"), ("平安", "平昂")])
def test_what_sounds_alike_is_alike(one: str, other: str) -> None:
    assert terms.sound(one) == terms.sound(other)
