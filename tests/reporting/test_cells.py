"""The figures by place, subject, channel, kind and unit: kept by the database, always what the cases add up to."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fenbo.cases.models import Case, Channel
from fenbo.cases.operations import centre, ending, requester
from fenbo.catalogue.kinds import Kind
from fenbo.catalogue.models import Category
from fenbo.core import lapsing
from fenbo.directory.models import Region, RegionLevel
from fenbo.reporting import cells, comparing
from fenbo.reporting.cells import Part
from fenbo.reporting.counts import counts, counts_now
from fenbo.reporting.models import Cell, Change, Comparison, Dimension
from tests.cast import NOON, Cast, hours

DAY = date(2020, 3, 9)


@pytest.fixture
def catalogued(cast: Cast) -> Cast:
    top = Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0402", name="工程款", parent=top)
    province = Region.objects.create(code="630000", name="青海省", level=RegionLevel.PROVINCE)
    Region.objects.create(code="630100", name="西宁市", level=RegionLevel.PREFECTURE, parent=province)
    lapsing.forget_all()
    return cast


def of(dimension: Dimension, first: date = DAY, last: date = DAY) -> cells.Parts:
    return cells.read(first, last, dimension)[dimension]


def test_a_case_is_counted_when_it_comes_and_when_it_is_settled(catalogued: Cast) -> None:
    catalogued.received(category="0402", region="630100", channel=Channel.HOTLINE, kind=Kind.COMPLAINT)
    catalogued.closed(category="0402")

    assert of(Dimension.CATEGORY) == {"0402": Part(2, 1, 2)}
    assert of(Dimension.REGION) == {"630100": Part(1, 0, 1), "": Part(1, 1, 1)}
    assert of(Dimension.CHANNEL) == {"hotline": Part(1, 0, 1), "website": Part(1, 1, 1)}
    assert of(Dimension.KIND) == {"complaint": Part(1, 0, 1), "help": Part(1, 1, 1)}
    assert of(Dimension.UNIT) == {"": Part(1, 0, 1), str(catalogued.unit["justice"].pk): Part(1, 1, 1)}


def test_a_correction_moves_it_and_a_new_round_opens_it_again(catalogued: Cast) -> None:
    case = catalogued.received()
    centre.correct(
        case_id=case.pk,
        changes=centre.Changes(category="0402", region="630100"),
        actor=catalogued.dispatcher,
        now=NOON + hours(1),
    )
    assert of(Dimension.CATEGORY) == {"0402": Part(1, 0, 1)}

    done = catalogued.closed()
    ending.second_handling(
        case_id=done.pk,
        reason="没有支付",
        lead=catalogued.unit["justice"].pk,
        actor=catalogued.dispatcher,
        now=NOON + hours(2),
    )
    assert sum(part.settled for part in of(Dimension.UNIT).values()) == 0


def test_a_draft_is_in_no_figure(cast: Cast) -> None:
    from fenbo.cases.operations import intake
    from fenbo.cases.operations.intake import Request

    request = Request(kind=Kind.HELP, title="草稿", content="还没有写完的诉求", channel=Channel.HOTLINE)
    draft = intake.save_draft(request=request, actor=cast.agent, now=NOON)
    assert of(Dimension.CHANNEL) == {}
    intake.discard_draft(case_id=draft.pk, actor=cast.agent, now=NOON)
    assert not Change.objects.exists()


def test_a_move_that_is_taken_back_leaves_no_figure(cast: Cast) -> None:
    with transaction.atomic():
        cast.received()
        transaction.set_rollback(True)

    assert not Change.objects.exists()


def test_folding_changes_no_figure_and_is_done_once(catalogued: Cast) -> None:
    catalogued.closed(category="0402", at=NOON - timedelta(days=1))
    catalogued.received()
    before = cells.read(DAY - timedelta(days=1), DAY, *Dimension)

    assert cells.fold() > 0
    assert cells.fold() == 0
    assert not Change.objects.exists()
    assert cells.read(DAY - timedelta(days=1), DAY, *Dimension) == before
    assert of(Dimension.CATEGORY)[""].number == 1

    catalogued.closed(category="0402", at=NOON - timedelta(days=1))
    cells.fold()
    assert Cell.objects.get(dimension=Dimension.CATEGORY, code="0402").settled == 2


def test_what_is_kept_follows_every_change_and_every_folding(catalogued: Cast) -> None:
    """The screen's way of reading says at every moment what the plain one says."""
    first = DAY - timedelta(days=2)
    for turn in range(6):
        catalogued.closed(category="0402", at=NOON - timedelta(days=turn % 3))
        catalogued.received()
        assert cells.read_often(first, DAY) == cells.read(first, DAY, *Dimension)
        if turn % 2:
            cells.fold()
            assert cells.read_often(first, DAY) == cells.read(first, DAY, *Dimension)
    cells.rebuild()
    assert cells.read_often(first, DAY) == cells.read(first, DAY, *Dimension)
    assert cells.read_often(DAY, DAY) == cells.read(DAY, DAY, *Dimension)


def test_it_is_one_query_however_many_cases_there_are(cast: Cast, django_assert_num_queries: object) -> None:
    for _turn in range(3):
        cast.received()
    with django_assert_num_queries(1):  # type: ignore[operator]
        cells.read(DAY - timedelta(days=400), DAY, *Dimension)


STEPS = st.lists(
    st.tuples(st.sampled_from(["receive", "close", "withdraw", "again", "refuse"]), st.integers(1, 30)),
    min_size=1,
    max_size=7,
)


@pytest.mark.django_db
@given(steps=STEPS, looks=st.lists(st.integers(0, 150), min_size=3, max_size=3))
def test_at_random_instants_the_figures_are_the_journals(
    steps: list[tuple[str, int]], looks: list[int]
) -> None:
    """Whatever was done in whatever order: to any past instant and to now, counted afresh event by event."""
    from tests.cast import enter

    with transaction.atomic():
        lapsing.forget_all()
        cast, at = enter(), NOON
        closed: list[Case] = []
        for step, later in steps:
            at += hours(later / 2)
            cast.now = at
            if step == "again" and closed:
                case = closed.pop()
                ending.second_handling(
                    case_id=case.pk,
                    reason="没有支付",
                    lead=cast.unit["justice"].pk,
                    actor=cast.dispatcher,
                    now=at,
                )
            elif step == "close":
                closed.append(cast.closed(at=at))
            elif step == "withdraw":
                case = cast.received(at=at)
                requester.withdraw(case_id=case.pk, actor=cast.requester(case), now=at)
            elif step == "refuse":
                case = cast.received(at=at)
                centre.not_accept(
                    case_id=case.pk, reason="已进入诉讼", legal_way="上诉", actor=cast.dispatcher, now=at
                )
            else:
                cast.received(at=at)
        now = counts_now(at)
        assert (now.received, now.closed) == _afresh(at)
        for look in looks:
            then = NOON + hours(look / 2)
            told = counts(then)
            assert (told.received, told.closed) == _afresh(then)
        parts = cells.read(DAY, DAY + timedelta(days=60), Dimension.KIND)[Dimension.KIND]
        assert sum(part.number for part in parts.values()) == now.received
        assert sum(part.settled for part in parts.values()) == now.closed
        assert list(cells.wrong()) == []
        transaction.set_rollback(True)


def _afresh(at: datetime) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE move = 'receive'),
                      count(*) FILTER (WHERE move IN ('close', 'not_accept', 'withdraw'))
                      - count(*) FILTER (WHERE move IN ('second_handling', 'reopen'))
               FROM journal_event WHERE at <= %s""",
            [at],
        )
        received, closed = cursor.fetchone()
        return int(received), int(closed)


def test_the_night_finds_everything_in_order_and_says_so(cast: Cast) -> None:
    cast.closed()

    assert comparing.compare(now=NOON + hours(14)) == 0
    last = Comparison.objects.get()
    assert (last.mistakes, last.first) == (0, "")
    assert last.events > 0


def test_the_night_finds_a_figure_that_somebody_raised(cast: Cast) -> None:
    cast.closed()
    cells.fold()
    Cell.objects.filter(dimension=Dimension.KIND).update(number=7)

    assert comparing.compare(now=NOON + hours(14)) >= 1
    assert "cell kind 2020-03-09 help" in Comparison.objects.get().first


def test_after_triggers_were_off_they_are_counted_anew(cast: Cast) -> None:
    cast.closed()
    cells.fold()
    before = cells.read(DAY, DAY, *Dimension)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_cell SET number = 99")

    assert cells.rebuild() > 0
    assert cells.read(DAY, DAY, *Dimension) == before
