"""What readers leave behind: vain searches without names, and suggestions that sufficed."""

from datetime import timedelta

import pytest

from fenbo.core.ids import new_id
from fenbo.knowledge import queries
from fenbo.knowledge.models import Answered, Miss, Opening
from fenbo.knowledge.operations import readers
from fenbo.knowledge.operations.readers import note_miss, note_opening, note_submission, settle_openings
from tests.cast import NOON
from tests.knowledge.stage import TODAY, days

ITEM = new_id()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("地铁什么时候通车", "地铁 通车"),
        ("王小明的案子 13897210001", "案子"),
        ("王小明", None),
        ("630102199001011234", None),
        ("怎么办", None),
    ],
)
def test_a_vain_search_is_kept_without_names_and_numbers(db: None, text: str, kept: str | None) -> None:
    note_miss(text=text, now=NOON)
    assert Miss.objects.values_list("words", flat=True).first() == kept


def test_the_same_search_is_counted_once_a_day_and_summed_over_days(db: None) -> None:
    for at in (NOON, NOON, NOON + days(1)):
        note_miss(text="地铁什么时候通车", now=at)
    assert sorted(Miss.objects.values_list("count", flat=True)) == [1, 2]
    assert list(queries.misses(TODAY)) == [{"words": "地铁 通车", "times": 3}]


def test_what_was_searched_for_once_is_nobodys_business(db: None) -> None:
    note_miss(text="地铁什么时候通车", now=NOON)
    assert not queries.misses(TODAY)


def test_the_order_of_words_does_not_matter(db: None) -> None:
    note_miss(text="通车 地铁", now=NOON)
    note_miss(text="地铁 通车", now=NOON)
    assert Miss.objects.get().count == 2


def opened(cookie: str = "a", *, at: int = 0) -> None:
    note_opening(cookie=cookie, kind="entry", item=ITEM, now=NOON + timedelta(hours=at))


def test_who_opened_and_did_not_submit_within_a_day_was_answered(db: None) -> None:
    opened("a")
    opened("b")
    note_submission(cookie="b")
    assert settle_openings(now=NOON + timedelta(hours=25)) == 2
    row = Answered.objects.get()
    assert (row.day, row.opened, row.answered) == (TODAY, 2, 1)
    assert not Opening.objects.exists()


def test_nobody_is_counted_before_the_day_is_over(db: None) -> None:
    opened()
    assert settle_openings(now=NOON + timedelta(hours=23)) == 0
    assert not Answered.objects.exists()


def test_one_visitor_counts_once_for_one_item(db: None) -> None:
    opened()
    opened(at=1)
    settle_openings(now=NOON + timedelta(hours=30))
    assert Answered.objects.get().opened == 1


def test_who_opened_five_things_is_one_visitor(db: None) -> None:
    for number in range(5):
        note_opening(cookie="a", kind="entry", item=new_id(), now=NOON + timedelta(hours=number))
    assert settle_openings(now=NOON + timedelta(hours=26)) == 0  # the last of them is not a day old
    settle_openings(now=NOON + timedelta(hours=29))
    assert queries.answered_without_a_case(TODAY, TODAY) == queries.Sufficed(opened=1, answered=1)


def test_who_submitted_was_not_answered_by_what_was_opened_afterwards(db: None) -> None:
    opened()
    note_submission(cookie="a")
    note_opening(cookie="a", kind="entry", item=new_id(), now=NOON + timedelta(hours=1))
    settle_openings(now=NOON + timedelta(hours=26))
    assert queries.answered_without_a_case(TODAY, TODAY) == queries.Sufficed(opened=1, answered=0)


def test_counts_of_the_same_day_add_up(db: None) -> None:
    opened("a")
    settle_openings(now=NOON + timedelta(hours=25))
    opened("b")
    settle_openings(now=NOON + timedelta(hours=25))
    sufficed = queries.answered_without_a_case(TODAY, TODAY)
    assert (sufficed.opened, sufficed.answered) == (2, 2)


def test_the_table_does_not_have_the_cookie(db: None) -> None:
    opened("secret-cookie")
    assert b"secret-cookie" not in bytes(Opening.objects.get().visitor)
    assert readers.visitor_of("a") != readers.visitor_of("b")
