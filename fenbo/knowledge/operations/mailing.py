"""The outbox of the subscribers: each message is claimed, sent by mail, and noted as sent."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fenbo.core.claiming import claim
from fenbo.knowledge.models import Contact, Mailing, MailingKind
from fenbo.knowledge.operations.subscribing import token_of

logger = logging.getLogger(__name__)
# After the first try, and four times as long after each further one: five minutes, twenty, …, three and a half days.
FIRST_PAUSE = timedelta(minutes=5)
AT_ONCE = 200


def send_waiting(*, now: datetime) -> int:
    """Send what is due by mail, at most `AT_ONCE`; returns how many went out. Without a way to send nothing is tried."""
    if not settings.SENDS_MAIL:
        return 0
    sent = 0
    while sent < AT_ONCE and (mailing := _claim(now)):
        if _send(mailing):
            Mailing.objects.filter(pk=mailing.pk).update(sent_at=now)
            sent += 1
    return sent


def _claim(now: datetime) -> Mailing | None:
    due = Mailing.objects.filter(
        sent_at=None,
        next_try_at__lte=now,
        tries__lt=Mailing.MOST_TRIES,
        subscription__contact_kind=Contact.EMAIL,
    )
    return claim(due.select_related("subscription"), now, FIRST_PAUSE)


def _send(mailing: Mailing) -> bool:
    try:
        message(mailing).send()
    except (SMTPException, OSError) as problem:
        # What a server answers may repeat the address.
        logger.warning("mailing %s was not sent: %s", mailing.pk, type(problem).__name__)
        return False
    return True


def message(mailing: Mailing) -> EmailMessage:
    """What the subscriber reads, in Chinese, with the link that ends it (RFC 2369)."""
    token = token_of(mailing.subscription)
    end = _address("website:end_subscription", token)
    with override("zh-hans"):
        subject, text = _confirmation(token) if mailing.kind == MailingKind.CONFIRM else _news(mailing, end)
    return EmailMessage(
        subject, text, to=[mailing.subscription.contact], headers={"List-Unsubscribe": f"<{end}>"}
    )


def _confirmation(token: str) -> tuple[str, str]:
    link = _address("website:confirm_subscription", token)
    text = _(
        "有人用这个邮箱订阅了新政策通知。如果是您，请打开下面的链接确认：\n\n{link}\n\n如果不是您，不用理会，不会再收到邮件。\n"
    )
    return _("请确认订阅"), text.format(link=link)


def _news(mailing: Mailing, end: str) -> tuple[str, str]:
    policy = mailing.policy
    assert policy is not None, "the database sees to it"
    link = _address("website:policy", policy.slug)
    text = _("新政策：{title}\n{number}\n\n{link}\n\n不想再收到：{end}\n")
    return (
        _("新政策：{title}").format(title=policy.title),
        text.format(title=policy.title, number=policy.number, link=link, end=end),
    )


def _address(name: str, argument: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[argument])
