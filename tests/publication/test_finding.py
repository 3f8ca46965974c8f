"""Usual words are looked for in the newest weeks first: the answer is the same as from all that is public, for less."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case
from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Region
from fenbo.publication import finding, operations, queries
from fenbo.publication.finding import Frequencies
from fenbo.publication.queries import Wanted
from tests.cast import NOON, Cast, hours

AGES = (0, 0.5, 1, 2, 2, 5, 7, 11, 20, 21, 40, 80)


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every word were in every text, and there were thousands in a week."""
    monkeypatch.setattr(finding, "frequencies", lambda: Frequencies(Everywhere(), 5_000))


class Everywhere(dict[str, float]):
    def get(self, key: str, default: Any = None) -> Any:
        return 1.0


def publish(cast: Cast, weeks: float, **about: Any) -> Case:
    case = cast.closed(content="工程款一直没有支付。", may_publish=True, **about)
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(24 * 7 * weeks))
    return case


@pytest.fixture
def written(cast: Cast) -> list[str]:
    """The numbers of texts published over eighty weeks, the newest first."""
    cases = [publish(cast, weeks) for weeks in AGES]
    rows = queries.public().order_by("-published_at", "-pk")
    numbers = list(rows.values_list("number", flat=True))
    assert len(numbers) == len(cases)
    return numbers


def pages(size: int, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """All pages onward, and then all of them back again."""
    monkeypatch.setattr(queries, "SIZE", size)
    wanted = Wanted(words="工程款")
    found = [queries.public_search(wanted).page]
    while found[-1].older:
        found.append(queries.public_search(wanted, before=found[-1].older).page)
    back = found[-1]
    while back.newer:
        back = queries.public_search(wanted, after=back.newer).page
        found.append(back)
    return [[row.number for row in page.rows] for page in found]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 12, 20])
def test_every_page_is_what_it_would_be_of_all(
    written: list[str], usual: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    onward = [written[start : start + size] for start in range(0, len(written), size)]
    back = [written[start : start + size] for start in range(0, len(written), size)]
    shown = pages(size, monkeypatch)

    assert shown[: len(onward)] == onward
    assert shown[-1] == back[0]
    assert sorted({number for page in shown[len(onward) :] for number in page}) == sorted(
        written[: (len(onward) - 1) * size]
    )


def test_what_is_counted_is_counted_to_the_end(written: list[str], usual: None) -> None:
    found = queries.public_search(Wanted(words="工程款"))

    assert (found.count, found.is_more) == (len(AGES), False)


def test_the_newest_weeks_suffice_where_they_have_enough(
    written: list[str], usual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SIZE", 1)
    monkeypatch.setattr(queries, "COUNTED", 0)
    queries.public_search(Wanted(words="工程款"))
    queries._plenty.forget()
    with CaptureQueriesContext(connection) as asked:
        queries.public_search(Wanted(words="工程款"))
        queries.public_search(
            Wanted(words="工程款"), before=f"{(NOON + hours(24 * 7 * 12)).isoformat()}~{written[0]}"
        )

    # The page of one needs another behind it to be full. Then one is counted, of which the newest week has one, once for a
    # while.
    assert [span(query["sql"]) for query in asked.captured_queries] == [
        "week", "month", "season", "all", "week", "week", "month",
    ]  # fmt: skip


def span(sql: str) -> str:
    return next((name for name in finding.STRETCHES if f"{name}:" in sql), "all")


def test_rare_words_are_looked_for_once(written: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "frequencies", lambda: Frequencies({"工程": 1.0}, 5_000))
    queries.public_search(Wanted(words="工程款"))
    with CaptureQueriesContext(connection) as asked:
        queries.public_search(Wanted(words="工程款"))

    # They are all on one page, and so nothing is counted.
    assert len(asked) == 1
    assert not any("week:" in query["sql"] for query in asked.captured_queries)


def plans(wanted: Wanted, **settings: str) -> str:
    """How the database would go about each query of a search, with its settings."""
    queries.public_search(wanted)
    with CaptureQueriesContext(connection) as asked:
        queries.public_search(wanted)
    with connection.cursor() as cursor:
        # Whoever tidied up between two tests has noted an empty table, for which no index is worth its while.
        cursor.execute("ANALYZE publication_publication")
        for name, value in settings.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        said: list[str] = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            said.extend(row[0] for row in cursor.fetchall())
    return "\n".join(said)


def test_rare_words_are_gathered_and_then_put_in_order(written: list[str]) -> None:
    tempted = plans(Wanted(words="没人说过"), enable_sort="off", enable_seqscan="off")

    assert tempted.count("Bitmap Index Scan on public_words") == 1
    assert "Filter: (publication_terms(" not in tempted


def test_a_search_never_occupies_several_processes(written: list[str]) -> None:
    settings = {"parallel_setup_cost": "0", "parallel_tuple_cost": "0", "min_parallel_table_scan_size": "0"}

    assert "Gather" not in plans(Wanted(words="工程款"), **settings)


def test_places_subjects_and_units_narrow_it(cast: Cast, usual: None) -> None:
    Region.objects.create(code="630000", name="青海省", level="province")
    for code in ("630102", "632822"):
        Region.objects.create(code=code, name=code, level="county", parent_id="630000")
    for code in ("03", "0302", "01", "0101"):
        Category.objects.create(code=code, name=code, parent_id=code[:-2] or None)
    lapsing.forget_all()
    here = publish(cast, 0, region="630102", category="0302")
    there = publish(cast, 1, region="632822", category="0101")
    unit = cast.unit["justice"].pk

    def numbers(**wanted: Any) -> set[str]:
        return {row.number for row in queries.public_search(Wanted(words="工程款", **wanted)).page.rows}

    both = {here.number, there.number}
    for code in ("630000", ""):
        assert numbers(region=code) == both
    for code in ("630100", "630102"):
        assert numbers(region=code) == {here.number}
    assert numbers(region="630103") == set()
    assert numbers(region="620000") == set()
    assert numbers(category="03") == numbers(category="0302") == {here.number}
    assert numbers(category="0301") == set()
    assert numbers(unit=unit) == both
    assert numbers(unit=unit + 1) == set()
    assert numbers(region="632800", category="01", unit=unit) == {there.number}


def test_nobody_finds_what_is_no_longer_public(cast: Cast, usual: None) -> None:
    case = publish(cast, 0)
    operations.take_down(case_id=case.pk, reason="重新核实", actor=cast.publisher, now=NOON + hours(2))

    assert queries.public_search(Wanted(words="工程款")).page.rows == []


def test_marks_cannot_be_typed(written: list[str], usual: None) -> None:
    week = int(NOON.timestamp() // finding.WEEK_SECONDS)
    for typed in (f"week:{week}", f"'week:{week}'", "in:63", "about:03' | 'in:63", "by:1"):
        assert queries.public_search(Wanted(words=typed)).page.rows == []


def test_what_the_statistics_say_is_read(written: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE publication_publication")
    finding.frequencies.forget()
    known = finding.frequencies()

    assert known.share(["工程款", "支付"]) == pytest.approx(1.0)
    assert known.share(["工程款", "没有人说过的词"]) == 0
    assert known.weekly > 0


def test_weeks_that_will_not_do_are_not_tried(
    written: list[str], usual: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest week has one of thirteen: so months and seasons will not have them either."""
    monkeypatch.setattr(queries, "SIZE", 300)
    queries.public_search(Wanted(words="工程款"))
    with CaptureQueriesContext(connection) as asked:
        shown = queries.public_search(Wanted(words="工程款")).page

    assert [row.number for row in shown.rows] == written
    assert [span(query["sql"]) for query in asked.captured_queries] == ["week", "all"]


def test_where_there_certainly_are_as_many_nobody_counts(
    written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plenty = Frequencies({"工程": 1.0, "支付": 1.0}, 5_000, 500_000)
    monkeypatch.setattr(finding, "frequencies", lambda: plenty)
    either = finding.Sought(finding.all_of(["工程"]), 1.0, at_least=0.5)
    with CaptureQueriesContext(connection) as asked:
        assert either.count(1_000) == 1_000
    assert len(asked) == 0
    # Of a place and a word together nothing is certain.
    assert either.marked("in:63").at_least == 0.0
    assert finding.Sought(finding.all_of(["工程"]), 1.0, at_least=0.005).count(1_000) == len(AGES)
