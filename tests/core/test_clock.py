"""The one source of now."""

import threading
from datetime import UTC, datetime

from fenbo.core import clock

NOON = datetime(2020, 3, 9, 4, tzinfo=UTC)
LATER = datetime(2020, 3, 10, 4, tzinfo=UTC)


def test_now_is_an_instant_with_a_zone() -> None:
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    assert clock.now().tzinfo is not None


def test_time_can_stand_still_and_goes_on_after_it() -> None:
    with clock.frozen(NOON):
        assert clock.now() == NOON
        with clock.frozen(LATER):
            assert clock.now() == LATER
        assert clock.now() == NOON
    assert clock.now().year >= 2024


def test_time_goes_on_even_after_a_failure() -> None:
    try:
        with clock.frozen(NOON):
            raise ValueError
    except ValueError:
        pass
    assert clock.now() != NOON


def test_others_are_not_stopped_with_it() -> None:
    seen: list[datetime] = []
    with clock.frozen(NOON):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != NOON


def test_noon_in_xining_is_four_in_greenwich() -> None:
    assert NOON.astimezone(clock.SHANGHAI).hour == 12
