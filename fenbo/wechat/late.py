"""Answers that did not come within five seconds: worked out by a job, and sent as customer service messages (客服消息)."""

import json
import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from fenbo.officialaccount import client, sending
from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.wechat.models import Heard, Late
from fenbo.wechat.patience import TooLong, within
from fenbo.wechat.protocol import Incoming

logger = logging.getLogger(__name__)
# What is left of the five seconds when the answer was given up.
PATIENCE = 0.8
TRIES, FIRST_PAUSE = 6, timedelta(minutes=1)
AT_ONCE = 100


def put_off(key: bytes, incoming: Incoming, now: datetime) -> str:
    """Keep the message for the job; the answer to be given now, which is silence. Raises TooLong where that cannot be."""
    from fenbo.wechat.jobs import answer_late

    if not client.is_connected():
        raise TooLong
    with transaction.atomic(), within(PATIENCE):
        heard, is_new = Heard.objects.get_or_create(key=key, defaults={"at": now})
        if not is_new:
            return repeated(heard)
        Late.objects.create(heard=heard, message=_write(incoming), next_try_at=now)
        answer_late.defer(key=key.hex())
    return ""


def repeated(heard: Heard) -> str:
    """The answer to the same message again: one that goes, or went, by itself is not given as well."""
    return "" if Late.objects.filter(pk=heard.pk).exists() else heard.answer


def due(now: datetime) -> list[bytes]:
    """The keys of what waits, for instance since a process died."""
    waiting = Late.objects.filter(done_at=None, next_try_at__lte=now).order_by("next_try_at")
    return [bytes(key) for key in waiting.values_list("pk", flat=True)[:AT_ONCE]]


def answer(*, key: bytes, now: datetime) -> bool:
    """Work it out if nobody has, and send it; whether it was sent now.

    Whoever comes at the same time finds it taken. It is sent twice only when this process dies between WeChat's taking
    it and our noting that.
    """
    late = _claim(key, now)
    if late is None:
        return False
    incoming = _read(late.message)
    text = _worked_out(late, incoming, now)
    try:
        if text:
            sending.send_answer(openid=incoming.openid, text=text, now=now)
    except Declined as refusal:
        _note(late, refusal, now)
        return False
    _end(late, now, "")
    return bool(text)


@transaction.atomic
def _claim(key: bytes, now: datetime) -> Late | None:
    """Put off for whoever comes next, so that no lock is held while WeChat is spoken to."""
    waiting = Late.objects.filter(pk=key, done_at=None, next_try_at__lte=now)
    late = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if late is not None:
        late.next_try_at = now + FIRST_PAUSE * 2**late.tries
        late.tries += 1
        late.save(update_fields=["tries", "next_try_at"])
    return late


@transaction.atomic
def _worked_out(late: Late, incoming: Incoming, now: datetime) -> str:
    from fenbo.wechat.operations import respond

    heard = Heard.objects.select_for_update(no_key=True).get(pk=late.pk)
    if not late.is_answered:
        heard.answer = respond(incoming, now)
        heard.save(update_fields=["answer"])
        late.is_answered = True
        late.save(update_fields=["is_answered"])
    return heard.answer


def _note(late: Late, refusal: Declined, now: datetime) -> None:
    is_final = refusal.remedy in (Remedy.NEVER, Remedy.OPERATOR) or late.tries >= TRIES
    if is_final:
        logger.warning("an answer that came late was not taken by WeChat: %s", refusal.code)
        _end(late, now, str(refusal.code))


def _end(late: Late, now: datetime, code: str) -> None:
    """Nothing is kept of the message; `code` is why its answer was never taken."""
    Late.objects.filter(pk=late.pk).update(done_at=now, message="", code=code)


def _write(incoming: Incoming) -> str:
    told = {**asdict(incoming), "sent_at": incoming.sent_at.isoformat()}
    return json.dumps(told, ensure_ascii=False)


def _read(text: str) -> Incoming:
    told = json.loads(text)
    return Incoming(**{**told, "sent_at": datetime.fromisoformat(told["sent_at"])})
