"""Handing short messages to the gateway: each is claimed, handed over, and noted as taken."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from fenbo.notices.gateways import Account, Gateway, Message, NotTaken, aliyun, tencent
from fenbo.notices.models import TextMessage

logger = logging.getLogger(__name__)
# After the first try, and four times as long after each further one: two minutes, eight, … about a day and a half.
FIRST_PAUSE = timedelta(minutes=2)
AT_ONCE = 200
GATEWAYS: Mapping[str, tuple[Gateway, str]] = {
    "aliyun": (aliyun.send, aliyun.ENDPOINT),
    "tencent": (tencent.send, tencent.ENDPOINT),
}


def is_connected() -> bool:
    """Whether this installation has a gateway."""
    return bool(settings.SMS["provider"])


def send_waiting(*, now: datetime) -> int:
    """Hand over what is due, at most `AT_ONCE`; returns how many were taken. Without a gateway nothing is tried."""
    if not is_connected():
        return 0
    gateway, account = GATEWAYS[settings.SMS["provider"]][0], _account()
    taken = 0
    while taken < AT_ONCE and (message := _claim(now)):
        try:
            _hand_over(gateway, account, message, now)
        except NotTaken as problem:
            _note(message, problem, now)
            if problem.is_general:
                break
        else:
            taken += 1
    return taken


def _account() -> Account:
    given = settings.SMS
    return Account(
        key_id=given["key_id"],
        secret=given["secret"],
        sign=given["sign"],
        endpoint=given["endpoint"] or GATEWAYS[given["provider"]][1],
        app_id=given["app_id"],
        region=given["region"],
    )


def _claim(now: datetime) -> TextMessage | None:
    """The next one, put off for whoever comes after; no lock is held while the gateway is spoken to."""
    with transaction.atomic():
        due = TextMessage.objects.filter(sent_at=None, given_up_at=None, next_try_at__lte=now)
        message = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True).first()
        if message is not None:
            message.next_try_at = now + FIRST_PAUSE * 4**message.tries
            message.tries += 1
            message.save(update_fields=["tries", "next_try_at"])
        return message


def _hand_over(gateway: Gateway, account: Account, message: TextMessage, now: datetime) -> None:
    template = settings.SMS["templates"].get(message.kind, "")
    if not template:
        raise NotTaken("no template", is_general=True)
    said = Message(str(message.pk), message.to, template, json.loads(message.values))
    taken = gateway(account, said, now)
    TextMessage.objects.filter(pk=message.pk).update(
        sent_at=now, receipt=taken.receipt, parts=taken.parts, trouble=""
    )


def _note(message: TextMessage, problem: NotTaken, now: datetime) -> None:
    """Why it was not taken. What is wrong for all counts against none: their turn comes again."""
    logger.warning("short message %s was not taken: %s", message.pk, problem.code)
    changes: dict[str, object] = {"trouble": problem.code}
    if problem.is_general:
        changes |= {"tries": message.tries - 1, "next_try_at": now + FIRST_PAUSE}
    elif problem.is_final or message.tries >= TextMessage.MOST_TRIES:
        changes["given_up_at"] = now
    TextMessage.objects.filter(pk=message.pk).update(**changes)
