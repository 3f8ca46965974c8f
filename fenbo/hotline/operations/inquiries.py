"""Asking a support group while the caller waits, and answering."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import optional, wanted
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.queries import limit_for
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty
from fenbo.directory.actors import Actor
from fenbo.directory.models import Unit
from fenbo.directory.queries import on_duty
from fenbo.directory.recording import compose
from fenbo.hotline import scope
from fenbo.hotline.models import OPEN_INQUIRIES, Call, Inquiry, InquiryState, PassedFor
from fenbo.hotline.operations import passing
from fenbo.journal import operations as journal
from fenbo.workdays.calendar import due_at
from fenbo.workdays.queries import calendar

S = InquiryState
ASKED, TAKEN, ANSWERED, WITHDRAWN = "inquiry_asked", "inquiry_taken", "inquiry_answered", "inquiry_withdrawn"
# With the group's name they fit into one note on a case.
LONGEST_ANSWER, LONGEST_BASIS = 700, 150


@transaction.atomic
def ask(*, group: int, text: str, call_id: UUID | None = None, actor: Actor, now: datetime) -> Inquiry:
    """Put a question to whoever watches for the group; where nobody does, the centre gets it as a case at once.

    The same question asked again while the first is open is the first.
    """
    me = scope.require_agent(actor)
    text = wanted(text, field="text", most=500)
    if group not in scope.support_groups():
        raise InvalidInput(_("没有这个保障组，请重新选择。"), field="group")
    call = Call.objects.filter(pk=call_id, staff=me).first() if call_id else None
    about: dict[str, Any] = {"group_id": group, "text": text, "call": call}
    # The call is locked, so that two presses of one button come one after the other.
    if call is not None:
        Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
    same = Inquiry.objects.filter(asked_by=me, state__in=OPEN_INQUIRIES, **about).first()
    if same is not None:
        return same
    limit = limit_for(Hop.INQUIRY, None, None, now.astimezone(SHANGHAI).date())
    inquiry = Inquiry(
        asked_by_id=me, state=S.ASKED, asked_at=now, due_at=due_at(limit, now, calendar()), **about
    )
    write(inquiry, ASKED, actor=actor, now=now, is_new=True)
    if not on_duty(group, now).exists():
        passing.to_centre(inquiry, PassedFor.NOBODY, actor=actor, now=now)
    return inquiry


@transaction.atomic
def take(*, inquiry_id: UUID, actor: Actor, now: datetime) -> Inquiry:
    """Say that one is on it, so that a colleague takes the next; a colleague may take it over."""
    inquiry = _of_my_group(inquiry_id, actor)
    _check_open(inquiry)
    inquiry.state, inquiry.taken_by_id = S.TAKEN, scope.staff_id(actor)
    write(inquiry, TAKEN, actor=actor, now=now)
    return inquiry


@transaction.atomic
def answer(*, inquiry_id: UUID, text: str, basis: str = "", actor: Actor, now: datetime) -> Inquiry:
    """Answer the agent. What the centre has got meanwhile is answered too: the case then carries it as a note."""
    text = wanted(text, field="text", most=LONGEST_ANSWER)
    basis = optional(basis, field="basis", most=LONGEST_BASIS)
    inquiry = _of_my_group(inquiry_id, actor)
    if inquiry.state not in (*OPEN_INQUIRIES, S.PASSED) or inquiry.answer:
        raise IllegalMove(_("这个询问已经解答或撤回。"))
    inquiry.answer, inquiry.basis, inquiry.answered_at = text, basis, now
    inquiry.taken_by_id = scope.staff_id(actor)
    if inquiry.state == S.PASSED:
        passing.note_answer(inquiry, now=now)
    else:
        inquiry.state, inquiry.settled_at = S.ANSWERED, now
    write(inquiry, ANSWERED, actor=actor, now=now)
    return inquiry


@transaction.atomic
def withdraw(*, inquiry_id: UUID, actor: Actor, now: datetime) -> Inquiry:
    """The agent does not need it any more."""
    inquiry = scope.lock_inquiry(inquiry_id, actor=actor)
    if inquiry.asked_by_id != actor.staff_id:
        raise MissingDuty
    _check_open(inquiry)
    inquiry.state, inquiry.settled_at = S.WITHDRAWN, now
    write(inquiry, WITHDRAWN, actor=actor, now=now)
    return inquiry


@transaction.atomic
def pass_on(*, inquiry_id: UUID, actor: Actor, now: datetime) -> Inquiry:
    """It cannot be answered at once, says the group; or the agent does not want to wait: the centre gets a case."""
    inquiry = scope.lock_inquiry(inquiry_id, actor=actor)
    by_agent = inquiry.asked_by_id == actor.staff_id
    if not by_agent and inquiry.group_id not in scope.groups_of(actor):
        raise MissingDuty
    _check_open(inquiry)
    passing.to_centre(inquiry, PassedFor.BY_AGENT if by_agent else PassedFor.BY_GROUP, actor=actor, now=now)
    return inquiry


def write(inquiry: Inquiry, move: str, *, actor: Actor, now: datetime, is_new: bool = False) -> None:
    """Save it with its event, which says nothing of what was asked: events cannot be erased."""
    facts = {"to_unit": str(Unit.objects.get(pk=inquiry.group_id))}
    event = compose(inquiry, move, actor=actor, at=now, facts=facts, unit_id=inquiry.group_id)
    inquiry.save(force_insert=is_new)
    journal.append([event], now=now)


def _of_my_group(inquiry_id: UUID, actor: Actor) -> Inquiry:
    inquiry = scope.lock_inquiry(inquiry_id, actor=actor)
    if inquiry.group_id not in scope.groups_of(actor):
        raise MissingDuty
    return inquiry


def _check_open(inquiry: Inquiry) -> None:
    if inquiry.state not in OPEN_INQUIRIES:
        raise IllegalMove(_("这个询问已经解答、转办或撤回。"))
