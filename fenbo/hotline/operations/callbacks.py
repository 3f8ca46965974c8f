"""Callers who were not spoken to, and calling them back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from fenbo.core.errors import IllegalMove, OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.hotline import scope
from fenbo.hotline.models import Call, Callback, CallbackReason, CallbackState
from fenbo.journal import operations as journal

Reason = CallbackReason
TRIES = 3
NUMBER_SHOWN = "caller_shown"


def owe(call: Call, reason: CallbackReason, *, now: datetime) -> Callback | None:
    """Put the caller on the list, once however often they tried; None for a hidden number."""
    if not call.phone_index:
        return None
    callback, is_new = Callback.objects.get_or_create(
        phone_index=call.phone_index,
        state=CallbackState.DUE,
        defaults={"call": call, "reason": reason, "created_at": now},
    )
    if not is_new and callback.call_id != call.pk:
        Callback.objects.filter(pk=callback.pk).update(missed=F("missed") + 1)
    return callback


def came_again(call: Call, *, now: datetime) -> None:
    """The caller got through by themselves."""
    if call.phone_index:
        due = Callback.objects.filter(phone_index=call.phone_index, state=CallbackState.DUE)
        due.update(state=CallbackState.CAME_AGAIN, ended_at=now)


@transaction.atomic
def show_number(*, callback_id: UUID, actor: Actor, now: datetime) -> str:
    """The number to be dialled; that it was shown stands in the journal."""
    scope.require_agent(actor)
    callback = Callback.objects.filter(pk=callback_id, state=CallbackState.DUE).first()
    if callback is None:
        raise OutOfScope
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=callback.call_id)
    journal.append([compose(call, NUMBER_SHOWN, actor=actor, at=now, facts={"reason": "callback"})], now=now)
    call.save(update_fields=["version", "chain"])
    return call.phone


@transaction.atomic
def tried(*, callback_id: UUID, reached: bool, actor: Actor, now: datetime) -> Callback:
    """Write down one attempt; the third that nobody answers ends the task."""
    me = scope.require_agent(actor)
    rows = Callback.objects.select_for_update(of=("self",), no_key=True)
    callback = rows.filter(pk=callback_id).first()
    if callback is None:
        raise OutOfScope
    if callback.state != CallbackState.DUE:
        raise IllegalMove(_("这个回电任务已经结束。"))
    callback.tries, callback.tried_at, callback.taken_by_id = callback.tries + 1, now, me
    if reached:
        callback.state, callback.ended_at = CallbackState.REACHED, now
    elif callback.tries >= TRIES:
        callback.state, callback.ended_at = CallbackState.UNREACHED, now
    callback.save()
    return callback
