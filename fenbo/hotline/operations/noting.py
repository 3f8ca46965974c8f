"""Writing down what a telephone platform tells of a call while it goes on."""

from datetime import datetime, timedelta

from django.db import transaction

from fenbo.core.secrets import blind_index
from fenbo.hotline import steps
from fenbo.hotline.models import (
    OVER,
    Call,
    CallEvent,
    CallOutcome,
    CallState,
    Happened,
    Line,
    Queue,
    Seat,
    Service,
)
from fenbo.hotline.operations import callbacks, recordings, seats
from fenbo.hotline.switch.interface import Happening
from fenbo.journal import waking

H = Happened


@transaction.atomic
def note(told: Happening, *, switch: str) -> Call:
    """Keep one happening and what follows from it. Told again, or late, it changes nothing that is known better."""
    call = _locked(told, switch)
    _event, is_news = CallEvent.objects.get_or_create(
        call=call, happened=told.happened, at=told.at, seat=told.seat, detail=told.detail
    )
    if is_news:
        before = CallState(call.state)
        call.state = steps.step(before, told.happened)
        _fill_in(call, told)
        call.save()
        _react(call, told, before)
        # Live pages look again. The bell is rung once the transaction is over, and a lost one does no harm.
        rings = told.happened == H.RANG
        transaction.on_commit(lambda: waking.ring(at_once=rings), robust=True)
    return call


def _locked(told: Happening, switch: str) -> Call:
    """The call's row, made by whatever is heard of it first."""
    Call.objects.get_or_create(
        call_id=told.call_id,
        defaults={
            "switch": switch,
            "began_at": told.at,
            "rang_seconds": 0,
            "state": CallState.GREETED,
            "outcome": CallOutcome.GOING_ON,
        },
    )
    return Call.objects.select_for_update(of=("self",), no_key=True).get(call_id=told.call_id)


def _fill_in(call: Call, told: Happening) -> None:
    match told.happened:
        case H.ARRIVED:
            call.began_at = min(call.began_at, told.at)
            call.phone = told.phone
            call.phone_index = blind_index(told.phone) if told.phone else b""
            call.line = Line.objects.filter(pk=told.line).first()
        case H.QUEUED:
            call.queued_at = call.queued_at or told.at
            call.queue = Queue.objects.filter(slug=told.queue).first()
        case H.RANG if call.answered_at is None or call.state == CallState.RINGING:
            call.seat = Seat.objects.filter(pk=told.seat).first()
        case H.UNANSWERED if call.answered_at is None or call.state == CallState.WAITING:
            call.seat = None
        case H.ANSWERED:
            call.answered_at = call.answered_at or told.at
            call.seat = Seat.objects.filter(pk=told.seat).first()
            session = seats.open_session(told.seat)
            call.staff_id = session.staff_id if session else None
        case H.RELEASED:
            call.released_at = call.released_at or told.at
        case H.PASSED if told.detail in Service.values:
            call.passed_to, call.released_at = told.detail, call.released_at or told.at
        case H.RATED if told.detail in SCORES:
            call.score = int(told.detail)
        case H.ENDED:
            call.ended_at = min(call.ended_at or told.at, told.at)
    _measure(call)


def _measure(call: Call) -> None:
    """The seconds and the outcome, from the instants that are known so far."""
    waiting = call.queued_at or call.began_at
    until = call.answered_at or (call.queued_at and call.ended_at)
    call.rang_seconds = _seconds(waiting, until)
    call.talked_seconds = _seconds(call.answered_at, call.released_at or call.ended_at)
    if call.state in OVER and call.outcome in (CallOutcome.GOING_ON, *UNTOLD):
        call.outcome = steps.outcome(
            queued=call.queued_at is not None,
            answered=call.answered_at is not None,
            has_case=call.case_id is not None,
            asks_after=call.asks_after,
            passed=call.passed_to != "",
        )


# What an agent says of a call is kept; these follow from its events, also from those that come late.
UNTOLD = (CallOutcome.ANSWERED, CallOutcome.ABANDONED, CallOutcome.NOT_QUEUED)


SCORES = frozenset("12345")


def _seconds(since: datetime | None, until: datetime | None) -> int:
    """Whole seconds, rounded down: answered after 15.9 seconds is answered within 15."""
    if since is None or until is None:
        return 0
    return max(0, (until - since) // timedelta(seconds=1))


def _react(call: Call, told: Happening, before: CallState) -> None:
    match told.happened:
        case H.ANSWERED:
            callbacks.came_again(call, now=told.at)
        case H.UNANSWERED:
            seats.missed(told.seat, now=told.at)
        case H.TRANSFERRED if call.seat_id and before in (CallState.TALKING, CallState.HELD):
            seats.wrap_up(call.seat_id, now=told.at)
        case H.CALLBACK:
            callbacks.owe(call, callbacks.Reason.ASKED, now=told.at)
        case H.CLOSED:
            callbacks.owe(call, callbacks.Reason.CLOSED, now=told.at)
        case H.RECORDED if told.recording:
            recordings.keep(call, told.recording, now=told.at)
        case H.RELEASED | H.ENDED:
            _end(call, told, before)


def _end(call: Call, told: Happening, before: CallState) -> None:
    """The agent wraps up once nobody speaks, whichever side hung up first; a rating is no affair of theirs."""
    waited = before in (CallState.WAITING, CallState.RINGING)
    if before not in OVER and not waited and call.seat_id and call.answered_at:
        seats.wrap_up(call.seat_id, now=told.at)
    if told.happened != H.ENDED or before == CallState.ENDED:
        return
    # Also whoever was spoken to and had to wait once more, after a transfer or a telephone that was lost.
    if waited or call.outcome == CallOutcome.ABANDONED:
        callbacks.owe(call, callbacks.Reason.ABANDONED, now=told.at)
