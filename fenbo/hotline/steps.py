"""How what happens to a call moves it on. Pure.

A platform tells what has happened, so nothing is refused: news that come late or twice leave the state as it is.
"""

from collections.abc import Mapping

from fenbo.hotline.models import CallOutcome, CallState, Happened

S, H = CallState, Happened

STEPS: Mapping[tuple[CallState, Happened], CallState] = {
    (S.GREETED, H.QUEUED): S.WAITING,
    (S.WAITING, H.RANG): S.RINGING,
    (S.RINGING, H.UNANSWERED): S.WAITING,
    **{(state, H.ANSWERED): S.TALKING for state in (S.GREETED, S.WAITING, S.RINGING)},
    (S.TALKING, H.HELD): S.HELD,
    (S.HELD, H.RESUMED): S.TALKING,
    **{(state, H.RELEASED): S.RELEASED for state in (S.TALKING, S.HELD)},
    **{(state, H.PASSED): S.RELEASED for state in (S.WAITING, S.RINGING, S.TALKING, S.HELD)},
    **{(state, H.TRANSFERRED): S.WAITING for state in (S.TALKING, S.HELD)},
    **{(state, H.LOST): S.WAITING for state in (S.TALKING, S.HELD)},
    **{(state, H.ENDED): S.ENDED for state in S if state != S.ENDED},
}


def step(state: CallState, happened: Happened) -> CallState:
    return STEPS.get((state, happened), state)


def outcome(
    *, queued: bool, answered: bool, has_case: bool, asks_after: bool = False, passed: bool = False
) -> CallOutcome:
    """What an ended call came to, before anybody says more about it."""
    if passed:
        return CallOutcome.EMERGENCY
    if asks_after:
        return CallOutcome.ASKED_AFTER
    if answered:
        return CallOutcome.WORK_ORDER if has_case else CallOutcome.ANSWERED
    return CallOutcome.ABANDONED if queued else CallOutcome.NOT_QUEUED
