from datetime import UTC, datetime

import pytest

from fenbo.core.clock import SHANGHAI
from fenbo.importing.moments import read

MOMENT = datetime(2019, 4, 24, 16, 3, 40, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "2019/4/24 16:03:40",
        "2019-04-24 16:03:40",
        "2019-04-24T16:03:40",
        "2019.4.24 16:03:40",
        "2019年4月24日16时03分40秒",
        " 2019-04-24 16:03:40.000 ",
        "2019-04-24T08:03:40+00:00",
        "2019-04-24T08:03:40Z",
    ],
)
def test_an_instant_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == MOMENT


def test_without_seconds_or_hours_the_earliest_instant_is_meant() -> None:
    assert read("2019/4/24 16:03") == MOMENT.replace(second=0)
    assert read("2019年4月24日") == MOMENT.replace(hour=0, minute=0, second=0)
    assert read("2019年4月24日 16时3分") == MOMENT.replace(second=0)


def test_what_a_workbook_gives_is_chinas_time_unless_it_says_otherwise() -> None:
    assert read(datetime(2019, 4, 24, 16, 3, 40)) == MOMENT
    assert read(MOMENT.astimezone(UTC)) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "2019-02-30 10:00",
        "2019-13-01",
        "24/4/2019",
        "43579.67",
        "43579",
        "20190424",
        "2019-04-24 25:00",
        "0000-01-01",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read(text) is None
