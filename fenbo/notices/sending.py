"""Handing messages over: each way is claimed, its message handed over, and noted as taken; or the next way has its turn."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from fenbo.core.claiming import claim
from fenbo.notices.gateways import Gateway, NotTaken, Taken, account, aliyun, tencent
from fenbo.notices.gateways import Message as Short
from fenbo.notices.models import By, Message, Way
from fenbo.notices.texts import FOR_STAFF, FOR_SUBSCRIBERS, Text
from fenbo.officialaccount import client
from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.officialaccount.sending import send_template

logger = logging.getLogger(__name__)
# After the first try, and four times as long after each further one: two minutes, eight, … about a day and a half.
FIRST_PAUSE = timedelta(minutes=2)
# When the day's quota is used up.
UNTIL_TOMORROW = timedelta(hours=4)
AT_ONCE = 200
GATEWAYS: Mapping[str, tuple[Gateway, str]] = {
    "aliyun": (aliyun.send, aliyun.ENDPOINT),
    "tencent": (tencent.send, tencent.ENDPOINT),
}


_is_silent = False


@contextmanager
def silent() -> Iterator[None]:
    """Nobody is told of what this process does meanwhile, nor those that it forks: a past that is played back."""
    global _is_silent
    before, _is_silent = _is_silent, True
    try:
        yield
    finally:
        _is_silent = before


def connected(kind: Text | None = None) -> frozenset[By]:
    """The ways that this installation has, of those by which it may tell of this kind of event."""
    if _is_silent:
        return frozenset()
    wechat, sms = client.is_connected(), bool(settings.SMS["provider"])
    if kind is not None:
        wechat = wechat and kind in settings.WECHAT["templates"]
        sms = sms and kind in settings.SMS["templates"]
    found = {By.WECHAT: wechat, By.SMS: sms, By.EMAIL: settings.SENDS_MAIL}
    return frozenset(by for by, is_there in found.items() if is_there)


def send_waiting(*, now: datetime) -> int:
    """Hand over what is due, at most `AT_ONCE` by each way; returns how many were taken."""
    return sum(_send_by(by, now) for by in By if by in connected())


def _send_by(by: By, now: datetime) -> int:
    due = Way.objects.filter(by=by, sent_at=None, given_up_at=None, next_try_at__lte=now)
    taken = 0
    while taken < AT_ONCE and (way := claim(due.select_related("message"), now, FIRST_PAUSE)):
        try:
            receipt = SENDERS[by](way, way.message, now)
        except NotTaken as problem:
            _note(way, problem, now)
            if problem.is_general:
                break
        else:
            Way.objects.filter(pk=way.pk).update(
                sent_at=now, receipt=receipt.receipt, parts=receipt.parts, trouble=""
            )
            taken += 1
    return taken


def _note(way: Way, problem: NotTaken, now: datetime) -> None:
    """Why it was not taken. What is wrong for all counts against none: their turn comes again."""
    logger.warning("message %s was not taken by %s: %s", way.message_id, way.by, problem.code)
    changes: dict[str, object] = {"trouble": problem.code}
    if problem.is_general:
        changes |= {"tries": way.tries - 1, "next_try_at": now + (problem.pause or FIRST_PAUSE)}
    elif problem.is_final or way.tries >= Way.MOST_TRIES:
        _give_up(way, problem, now)
        return
    Way.objects.filter(pk=way.pk).update(**changes)


@transaction.atomic
def _give_up(way: Way, problem: NotTaken, now: datetime) -> None:
    """The turn of the next way, or the end of the message where there is none."""
    Way.objects.filter(pk=way.pk).update(given_up_at=now, trouble=problem.code)
    following = Way.objects.filter(message=way.message_id, place=way.place + 1)
    if not following.update(next_try_at=now):
        Message.objects.filter(pk=way.message_id).update(given_up_at=now)


def drop(*, by: By, to: str, subjects: Iterable[UUID], now: datetime) -> None:
    """Let nothing about these go there that still waits; the next way has its turn."""
    waiting = Way.objects.filter(message__subject__in=subjects, by=by, sent_at=None, given_up_at=None)
    for way in waiting.select_related("message"):
        if way.to == to:
            _give_up(way, NotTaken("unlinked", is_final=True), now)


def _by_sms(way: Way, message: Message, now: datetime) -> Taken:
    template = settings.SMS["templates"].get(message.kind, "")
    if not template:
        raise NotTaken("no template")
    gateway, endpoint = GATEWAYS[settings.SMS["provider"]]
    short = Short(str(way.pk), way.to, template, json.loads(message.values))
    return gateway(account(settings.SMS, endpoint), short, now)


def _by_wechat(way: Way, message: Message, now: datetime) -> Taken:
    """As a template message: which of its fields says what is the installation's, since each account has its own."""
    template = settings.WECHAT["templates"].get(message.kind)
    if not template:
        raise NotTaken("no template", is_final=True)
    said = json.loads(message.values)
    values = {**said, "text": message.text, "event": message.get_kind_display()}
    fields = {name: values.get(what, "")[: _longest(name)] for name, what in template["fields"].items()}
    try:
        receipt = send_template(
            openid=way.to,
            template=template["id"],
            values=fields,
            url=said.get("link") or settings.SITE_URL + reverse("wechat:mine"),
            key=str(way.pk),
            now=now,
        )
    except Declined as refusal:
        raise _not_taken(refusal) from None
    return Taken(receipt, parts=0)


def _longest(field: str) -> int:
    """How many signs WeChat shows of a field, by its name (`thing` 20, `character_string` 32, …)."""
    return next((most for name, most in LONGEST_FIELDS.items() if field.startswith(name)), 20)


LONGEST_FIELDS = {"thing": 20, "character_string": 32, "phrase": 5, "const": 20, "time": 40, "date": 40}


def _not_taken(refusal: Declined) -> NotTaken:
    remedy = refusal.remedy
    return NotTaken(
        str(refusal.code) if refusal.code else "network",
        is_final=remedy == Remedy.NEVER,
        is_general=remedy in (Remedy.LATER, Remedy.TOMORROW, Remedy.TOKEN, Remedy.OPERATOR),
        pause=UNTIL_TOMORROW if remedy == Remedy.TOMORROW else None,
    )


def _by_email(way: Way, message: Message, _now: datetime) -> Taken:
    said = json.loads(message.values)
    headers = {"Message-ID": f"<{way.pk}@{settings.SITE_URL.split('//')[-1].split('/')[0].split(':')[0]}>"}
    if "end" in said:
        headers["List-Unsubscribe"] = f"<{said['end']}>"  # RFC 2369
    try:
        EmailMessage(_about(Text(message.kind), said), message.text, to=[way.to], headers=headers).send()
    except (SMTPException, OSError) as problem:
        # What a server answers may repeat the address.
        raise NotTaken(type(problem).__name__) from None
    return Taken(headers["Message-ID"][:80], parts=0)


def _about(kind: Text, said: Mapping[str, str]) -> str:
    """What stands above a mail."""
    with override("zh-hans"):
        if kind == Text.POLICY:
            return gettext("新政策：{title}").format(title=said["title"])
        named = kind in FOR_STAFF or kind in FOR_SUBSCRIBERS
        return str(kind.label) if named else gettext("您的诉求有新进展")


SENDERS: Mapping[By, Callable[[Way, Message, datetime], Taken]] = {
    By.WECHAT: _by_wechat,
    By.SMS: _by_sms,
    By.EMAIL: _by_email,
}
