"""While a past is played, nothing acts by the clock on the wall."""

from datetime import timedelta

import pytest

from fenbo.cases import jobs as lapsing
from fenbo.cases.lifecycle import CaseState
from fenbo.cases.operations import centre
from fenbo.core import clock, playing
from fenbo.supervision import jobs as watching
from tests.cast import NOON, Cast, cast
from tests.racing import holding

__all__ = ["cast"]


@pytest.mark.django_db
def test_it_goes_on_from_begin_to_end_and_no_longer() -> None:
    assert not playing.going_on()
    with playing.held():
        assert playing.going_on()
    assert not playing.going_on()


@pytest.mark.django_db
def test_it_ends_with_a_failure_too() -> None:
    with pytest.raises(ValueError, match="broken"), playing.held():
        raise ValueError("broken")
    assert not playing.going_on()


@pytest.mark.django_db(transaction=True)
def test_only_one_plays_at_a_time() -> None:
    with holding(playing.LOCK):
        assert playing.going_on()
        with pytest.raises(playing.AlreadyPlaying), playing.held():
            pytest.fail("played beside somebody else")
    assert not playing.going_on()


def test_the_watch_and_the_lapsing_of_questions_wait(cast: Cast) -> None:
    case = cast.received()
    centre.ask_info(case_id=case.pk, question="哪一天？", actor=cast.dispatcher, now=NOON)
    with clock.frozen(NOON + timedelta(days=30)):
        with playing.held():
            assert lapsing.lapse(0) == watching.warn(0) == 0
        assert cast.fresh(case).state == CaseState.INFO_WANTED
        assert lapsing.lapse(0) == 1
