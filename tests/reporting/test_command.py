"""`fenbo counts`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fenbo.core.clock import frozen
from tests.cast import NOON, Cast, hours


def run(*arguments: str) -> str:
    out = StringIO()
    with frozen(NOON + hours(24)):
        call_command("counts", *arguments, stdout=out)
    return out.getvalue()


def test_counts_to_an_instant_print_as_one_json_object(cast: Cast) -> None:
    cast.closed()
    cast.received(at=NOON + hours(1))

    assert json.loads(run("--at", "2020-03-09T12:00", "--json")) == {
        "received": 1,
        "closed": 1,
        "rate": 100.0,
        "open": 0,
        "published": 0,
        "at": "2020-03-09T12:00:00+08:00",
    }


def test_a_day_alone_means_its_last_moment(cast: Cast) -> None:
    cast.received(at=NOON + hours(11))

    assert json.loads(run("--at", "2020-03-09", "--json"))["received"] == 1
    assert json.loads(run("--at", "2020-03-08", "--json"))["received"] == 0


@pytest.mark.parametrize("at", ["2020-03-09T12:00+08:00", "2020-03-09T04:00:00Z", " 2020-03-09 12:00 "])
def test_an_instant_may_name_its_zone(cast: Cast, at: str) -> None:
    cast.received()

    assert json.loads(run("--at", at, "--json"))["received"] == 1


def test_without_json_there_is_a_line_for_each_figure(cast: Cast) -> None:
    lines = run().splitlines()

    assert [line.split()[0] for line in lines] == ["received", "closed", "rate", "open", "published", "at"]
    assert lines[2].split()[1] == "—"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at", ["昨天", "2020-13-01", "2020-03-09T25:00", "9999-12-31", "?", "2020-03-09T12:00 😀"]
)
def test_an_instant_that_cannot_be_read_or_has_not_come_is_refused_clearly(at: str) -> None:
    with pytest.raises(CommandError, match="时间"):
        run(f"--at={at}")


@pytest.mark.django_db
def test_an_instant_before_the_service_began_counts_nothing() -> None:
    assert json.loads(run("--at", "0001-01-01", "--json"))["received"] == 0
