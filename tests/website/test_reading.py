"""What everybody may read: the front page, the search, one case, the counts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.core.ids import show_public_number
from fenbo.directory.models import Region
from fenbo.publication import operations as publication
from fenbo.publication import queries
from tests.cast import NOON, Cast, hours
from tests.website.conftest import Publish, text

PAGES = ["/", "/submit/", "/follow/", "/cases/", "/numbers/", "/about/", "/privacy/", "/accessibility/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_everybody_in_both_languages(client: Client, cast: Cast, path: str) -> None:
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        answer = client.get(path)
        assert answer.status_code == 200
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_who_only_reads_is_given_no_cookie(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish()
    for path in (
        "/",
        "/cases/",
        "/cases/?q=工程款",
        f"/cases/{case.number}/",
        "/search/?q=工程款",
        "/about/",
    ):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200
        assert not client.cookies, path


def test_the_language_is_changed_without_a_token(cast: Cast) -> None:
    """So that no page to read needs one."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/about/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/about/")
    assert 'lang="en"' in text(client.get("/about/"))
    # And leads to no other site.
    astray = client.post("/i18n/setlang/", {"language": "en", "next": "https://example.org/"})
    assert astray.headers["Location"] == "/"


@pytest.mark.parametrize("page", ["/cases/", "/search/"])
def test_what_one_reader_filters_by_is_not_kept_for_the_next(
    client: Client, cast: Cast, publish: Publish, page: str
) -> None:
    publish()
    plain = text(client.get(f"{page}?q=工程款"))
    for asked in ("region=nowhere", "category=99", "region=nowhere&order=none&since=never"):
        assert 'class="sieve" open' in text(client.get(f"{page}?q=工程款&{asked}")) or page == "/search/"
        again = text(client.get(f"{page}?q=工程款"))
        assert again.count("selected") == plain.count("selected")
        assert "aria-describedby" not in again
        assert 'class="sieve" open' not in again


def test_the_front_page_shows_counts_with_their_instant_and_the_latest(
    client: Client, cast: Cast, publish: Publish
) -> None:
    case = publish()
    lapsing.forget_all()
    shown = text(client.get("/"))

    assert "截至" in shown
    assert f"{localtime(NOON + hours(1)):%H:%M}" in shown
    assert case.title in shown
    assert "100.0" in shown
    assert "1 / 1 件" in shown


def test_an_empty_service_says_so_instead_of_showing_nothing(client: Client, cast: Cast) -> None:
    assert "还没有公示的诉求" in text(client.get("/"))
    assert "还没有公示的诉求" in text(client.get("/cases/"))
    assert "没有符合条件的公示" in text(client.get("/cases/?q=不存在的词"))


def test_a_published_case_reads_with_its_answer_and_without_the_requester(
    client: Client, cast: Cast, publish: Publish
) -> None:
    case = publish(content="我叫王小明，电话13897210001，工程款一直没有支付。")
    shown = text(client.get(f"/cases/{case.number}/", follow=True))

    assert "工程款一直没有支付" in shown
    assert "工程款已列入本月计划" in shown
    assert "省司法厅" in shown
    assert "王小明" not in shown
    assert "13897210001" not in shown
    assert case.query_code not in shown


def test_what_is_not_public_or_no_longer_is_not_found(client: Client, cast: Cast, publish: Publish) -> None:
    waiting, down = cast.closed(may_publish=True), publish()
    publication.take_down(case_id=down.pk, reason="隐私", actor=cast.publisher, now=NOON)

    for number in (waiting.number, down.number, "2003090000000", "x", "%00"):
        assert client.get(f"/cases/{number}/").status_code == 404
    assert down.title not in text(client.get("/cases/"))


def test_a_case_is_found_by_its_words_its_answer_and_its_number(
    client: Client, cast: Cast, publish: Publish
) -> None:
    case = publish(title="货车进不了园区", content="外省货车到园区门口被拦，请问要办什么手续？")
    other = publish(title="路灯坏了")

    for wanted in ("货车", "手续", "工程款", case.number, show_public_number(case.number), "园区 货车"):
        shown = text(client.get("/cases/", {"q": wanted}))
        assert case.title in shown, wanted
    assert other.title not in text(client.get("/cases/", {"q": "货车"}))


@pytest.mark.parametrize(
    "wanted", ["%", "'", "a" * 100, "😀", "<script>", "\x00", "。。。", "AND OR NOT", "a & b | !c"]
)
def test_whatever_is_searched_for_the_page_answers(
    client: Client, cast: Cast, publish: Publish, wanted: str
) -> None:
    publish()

    answer = client.get("/cases/", {"q": wanted})
    assert answer.status_code == 200
    assert "<script>" not in text(answer)


@pytest.fixture
def places(cast: Cast) -> None:
    province = Region.objects.create(code="630000", name="青海省", level="province")
    for code, name, county in (("630100", "西宁市", "630104"), ("632800", "海西州", "632801")):
        city = Region.objects.create(code=code, name=name, level="prefecture", parent=province)
        Region.objects.create(code=county, name=f"{name}某县", level="county", parent=city)
    trade = Category.objects.create(code="04", name="商贸物流")
    for code in ("0401", "0402"):
        Category.objects.create(code=code, name=f"小类{code}", parent=trade)
    lapsing.forget_all()


@pytest.mark.usefixtures("places")
def test_filters_by_region_category_unit_and_day(client: Client, cast: Cast, publish: Publish) -> None:
    here = publish(title="甲事项在西宁", region="630104", category="0401")
    there = publish(title="乙事项在海西", region="632801", category="0402")

    def found(**query: Any) -> set[str]:
        shown = text(client.get("/cases/", query))
        return {case.title for case in (here, there) if case.title in shown}

    assert found(region="630104") == found(region="630100") == found(category="0401") == {here.title}
    assert found(region="630000") == found(category="04") == {here.title, there.title}
    assert found(region="632800", category="0402") == {there.title}
    assert found(unit=cast.unit["justice"].pk) == {here.title, there.title}
    assert found(unit=cast.unit["commerce"].pk) == set()
    assert found(since="2020-03-09", until="2020-03-09") == {here.title, there.title}
    assert found(since="2020-03-10") == found(until="2020-03-08") == set()


WRONG = [
    ({"region": "999999"}, "没有这一项"),
    ({"category": "zz"}, "没有这一项"),
    ({"unit": "-1"}, "没有这一项"),
    ({"since": "昨天"}, "看不懂这个日期"),
    ({"since": "2020-03-10", "until": "2020-03-09"}, "结束日期早于开始日期"),
    ({"q": "字" * 101}, "100"),
]


@pytest.mark.parametrize(("query", "said"), WRONG)
def test_a_filter_that_cannot_be_read_is_said_and_the_rest_still_searched(
    client: Client, cast: Cast, publish: Publish, query: dict[str, str], said: str
) -> None:
    publish()
    answer = client.get("/cases/", query)

    assert answer.status_code == 200
    assert said in text(answer)


def test_a_broken_cursor_shows_the_first_page(client: Client, cast: Cast, publish: Publish) -> None:
    case = publish()

    for cursor in (
        "x",
        "2020-03-09~",
        "~1",
        "2020-13-01T00:00:00+00:00~1",
        "2020-03-09T00:00:00+00:00~no-uuid",
    ):
        answer = client.get("/cases/", {"before": cursor})
        assert answer.status_code == 200
    assert case.title in text(client.get("/cases/", {"before": "x"}))


def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast) -> None:
    for number in range(queries.SIZE * 2 + 3):
        case = cast.closed(may_publish=True, title=f"第{number}件")
        at = NOON + timedelta(minutes=number // 3)
        publication.publish(case_id=case.pk, actor=cast.publisher, now=at)

    seen, cursor = [], None
    while True:
        found = queries.public_search(queries.Wanted(), before=cursor)
        seen += [row.title for row in found.page.rows]
        cursor = found.page.older
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == queries.SIZE * 2 + 3
    assert found.count == queries.SIZE * 2 + 3


def test_a_count_beyond_the_limit_says_more_than(
    cast: Cast, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED", 1)
    monkeypatch.setattr(queries, "SIZE", 1)
    publish()
    publish()

    found = queries.public_search(queries.Wanted())
    assert (found.count, found.is_more) == (1, True)


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/?q=工程"])
def test_lists_cost_the_same_for_two_rows_and_for_twenty(
    client: Client, cast: Cast, publish: Publish, path: str
) -> None:
    def cost() -> int:
        lapsing.forget_all()
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    publish()
    publish()
    few = cost()
    for _number in range(18):
        publish()
    assert cost() == few


def test_counts_to_an_instant_past(client: Client, cast: Cast) -> None:
    cast.closed(at=NOON - hours(24))
    cast.received(at=NOON)

    shown = text(client.get("/numbers/", {"at": "2020-03-08T12:00"}))
    assert "3月8日 12:00" in shown
    assert "1 / 1 件" in shown
    assert "1 / 2 件" in text(client.get("/numbers/"))


@pytest.mark.parametrize("at", ["昨天", "2099-01-01T00:00", "2020-03-08T25:00", "😀", "0000", "9" * 41])
def test_an_instant_that_cannot_be_read_is_said_and_now_is_shown(client: Client, cast: Cast, at: str) -> None:
    answer = client.get("/numbers/", {"at": at})

    assert answer.status_code in (200, 422)
    assert "请检查以下内容" in text(answer)
