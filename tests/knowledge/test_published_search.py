"""Searching published cases in the words of people: found, counted, filtered, ordered, paged; bounded."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case
from fenbo.core import lapsing
from fenbo.knowledge.search import published
from fenbo.publication import operations
from tests.cast import NOON, Cast, hours
from tests.knowledge.stage import Library


@pytest.fixture
def shelf(library: Library) -> Library:
    lapsing.forget_all()
    return library


def publish(cast: Cast, title: str, content: str, *, at: float = 0, **about: Any) -> Case:
    case = cast.closed(title=title, content=content, may_publish=True, **about)
    operations.propose(case_id=case.pk, title=title, question=content, actor=cast.dispatcher, now=NOON)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(at))
    return case


def titles(text: str, **filters: Any) -> list[str]:
    return [row.title for row in published.search(text, **filters).rows]


def test_a_question_finds_the_case_that_was_about_it(cast: Cast, shelf: Library) -> None:
    publish(cast, "健康码只显示七天", "在南京打工，健康码不能显示十五天。")
    publish(cast, "工程款没有支付", "项目完工，工程款没有付。")

    assert titles("请问健康码怎么才显示十五天？") == ["健康码只显示七天"]
    assert titles("绿码不显示") == ["健康码只显示七天"]
    assert titles("完全无关的词语") == []
    for nothing in ("", "？！", "😀", "的"):
        assert titles(nothing) == []


def test_a_case_is_found_by_its_number_however_it_is_written(cast: Cast, shelf: Library) -> None:
    case = publish(cast, "健康码只显示七天", "在南京打工，健康码不能显示十五天。")

    for text in (case.number, str(case), f" {case.number[:6]} {case.number[6:]} "):
        assert titles(text) == ["健康码只显示七天"]


def test_a_place_alone_finds_all_that_came_from_there(cast: Cast, shelf: Library, client: Client) -> None:
    publish(cast, "健康码只显示七天", "在南京打工，不能显示十五天。", region="630102")
    publish(cast, "工程款没有支付", "项目完工，没有付款。", region="630200")
    lapsing.forget_all()

    for said in ("城东", "城东区", "西宁", "西宁市城东区"):
        assert titles(said) == ["健康码只显示七天"], said
    assert "健康码只显示七天" in client.get("/search/", {"q": "城东"}).content.decode()


def test_what_has_the_words_in_its_title_comes_first_and_the_newest_on_request(
    cast: Cast, shelf: Library
) -> None:
    publish(cast, "健康码转码", "健康码变红。", at=0)
    publish(cast, "出行受阻", "门口保安看健康码，不让进。", at=1)

    assert titles("健康码") == ["健康码转码", "出行受阻"]
    assert titles("健康码", newest=True) == ["出行受阻", "健康码转码"]


def test_counts_stand_beside_each_filter_without_it(cast: Cast, shelf: Library) -> None:
    for region, category in (("630102", "0703"), ("630102", "0803"), ("630200", "0703"), (None, None)):
        publish(cast, "复工手续", "厂里复工手续怎么办。", region=region, category=category)
    found = published.search("复工手续")

    assert (found.count, found.is_more) == (4, False)
    assert found.prefectures == {"630100": 2, "630200": 1}
    assert found.subjects == {"07": 2, "08": 1}
    narrowed = published.search("复工手续", region="630100")
    assert (narrowed.count, narrowed.prefectures, narrowed.subjects) == (
        2,
        found.prefectures,
        {"07": 1, "08": 1},
    )
    assert published.count("复工手续", region="630100", category="07") == (1, False)


def test_beyond_what_is_counted_it_says_at_least(
    cast: Cast, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        publish(cast, f"复工手续{number}", "厂里复工手续怎么办。", region="630102", at=number)
    monkeypatch.setattr(published, "COUNTED", 3)
    monkeypatch.setattr(published, "BADGE", 2)
    monkeypatch.setattr(published, "RANKED", 2)
    found = published.search("复工手续")

    assert (found.count, found.is_more, found.is_sampled, found.is_cut) == (3, True, True, True)
    assert published.count("复工手续", region="630100") == (2, True)
    assert [row.title for row in found.rows] == ["复工手续3", "复工手续2"]
    assert len(published.search("复工手续", newest=True).rows) == 4


@pytest.mark.parametrize("newest", [True, False])
def test_pages_neither_repeat_nor_skip(cast: Cast, shelf: Library, newest: bool) -> None:
    for number in range(7):
        publish(cast, f"复工手续{number}", "厂里复工手续怎么办。", at=number)
    whole = titles("复工手续", newest=newest)
    paged: list[str] = []
    cursor = None
    while True:
        found = published.search("复工手续", newest=newest, size=3, before=cursor)
        paged += [row.title for row in found.rows]
        cursor = found.older
        if cursor is None:
            break
    assert paged == whole
    assert found.newer is not None
    back = published.search("复工手续", newest=newest, size=3, after=found.newer)
    assert [row.title for row in back.rows] == whole[3:6]
    assert titles("复工手续", newest=newest, before="nonsense") == whole


def test_a_named_place_brings_its_cases_forward_and_hides_none(cast: Cast, shelf: Library) -> None:
    publish(cast, "供暖不热", "家里供暖不热。", region="630102", at=0)
    publish(cast, "供暖不热的事", "家里供暖不热。", region="630200", at=1)

    assert titles("西宁供暖不热") == ["供暖不热", "供暖不热的事"]


def test_the_page_counts_filters_marks_and_pages(cast: Cast, shelf: Library) -> None:
    publish(cast, "复工手续怎么办", "厂里复工手续怎么办。", region="630102", category="0703")
    client = Client()

    both = client.get("/search/?q=复工手续").content.decode()
    assert '公示诉求 <span class="count">1</span>' in both
    page = client.get("/search/?q=复工手续&kind=case").content.decode()
    assert "公示诉求 1 件" in page
    assert "<mark>" in page
    assert 'aria-label="地区"' in page
    assert "region=630100" in page
    narrowed = client.get("/search/?q=复工手续&kind=case&region=630200").content.decode()
    assert "没有找到" in narrowed


def test_the_cost_does_not_grow(cast: Cast, shelf: Library) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            published.search("复工手续", region="630100")
        return len(spent)

    for number in range(2):
        publish(cast, f"复工手续{number}", "厂里复工手续怎么办。", region="630102")
    cost()
    few = cost()
    for number in range(8):
        publish(cast, f"复工手续又{number}", "厂里复工手续怎么办。", region="630102")
    assert cost() == few <= 4
