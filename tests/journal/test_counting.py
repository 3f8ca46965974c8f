"""Counts at any instant, past or present, equal a naive count of the events."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenbo.journal import operations
from fenbo.journal.models import Event
from fenbo.journal.queries import count_moves
from tests.journal.conftest import NOON, Pen

MOVES = ("receive", "close")
# A minute either side of three midnights in China (16:00 in Greenwich), and some hours between.
instants = st.one_of(
    st.integers(-5 * 24 * 60, 5 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    st.builds(
        lambda day, second: datetime(2020, 3, day, 16, tzinfo=UTC) + timedelta(seconds=second),
        st.integers(7, 10),
        st.integers(-1, 1),
    ),
)
written = st.tuples(st.sampled_from((*MOVES, "dispatch")), instants)


@given(st.lists(written, max_size=12), st.integers(0, 12), st.lists(instants, min_size=1, max_size=6))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_equal_a_naive_count_whatever_is_sealed(
    pen: Pen, events: list[tuple[str, datetime]], sealed: int, asked: list[datetime]
) -> None:
    before = {move: Event.objects.filter(move=move).count() for move in MOVES}
    assert before == count_moves(MOVES, at=NOON + timedelta(days=99))
    for number, (move, at) in enumerate(events):
        if number == sealed:
            operations.seal_new_events(now=NOON)
        pen.write(move, at=at)
    for instant in [*asked, *(at for _move, at in events)]:
        naive = {move: Event.objects.filter(move=move, at__lte=instant).count() for move in MOVES}
        assert count_moves(MOVES, at=instant) == naive


def test_the_instant_itself_is_included(pen: Pen) -> None:
    pen.write("receive", at=NOON)
    assert count_moves(["receive"], at=NOON) == {"receive": 1}
    assert count_moves(["receive"], at=NOON - timedelta(microseconds=1)) == {"receive": 0}


def test_what_never_happened_counts_nothing(pen: Pen) -> None:
    assert count_moves(["receive", "no such move"], at=NOON) == {"receive": 0, "no such move": 0}
    assert count_moves([], at=NOON) == {}


def test_a_count_costs_the_same_however_much_was_written(
    pen: Pen, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for days in range(2, 22):
        pen.write("receive", at=NOON - timedelta(days=days))
    operations.seal_new_events(now=NOON)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert count_moves(MOVES, at=NOON) == {"receive": 20, "close": 0}
