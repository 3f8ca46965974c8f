"""Proving to have a telephone: a code of six digits goes there, and whoever has it says it here (验证码).

Kept is only what the code is compared with. A code lasts five minutes and five tries; a telephone gets few of them.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core.errors import InvalidInput, Refused
from fenbo.core.ids import read_query_code
from fenbo.core.secrets import blind_index
from fenbo.notices import sending
from fenbo.notices.models import By, Message, Proof
from fenbo.notices.operations import Reach, can_be_texted, tell
from fenbo.notices.people import index_of
from fenbo.notices.texts import Text

LASTS = timedelta(minutes=5)
MOST_TRIES = 5
# A message costs money and disturbs whoever did not ask for it.
MOST_SENT = ((timedelta(minutes=1), 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
FORGET = timedelta(days=1)


class TooManyCodes(Refused):
    status = 429
    message = gettext_lazy("验证码发得太频繁，请过一会儿再试。也可以用编号和查询码查询，或拨打 12345。")


def is_possible() -> bool:
    """Whether this installation can send codes."""
    return By.SMS in sending.connected(Text.CODE)


@transaction.atomic
def send_code(*, phone: str, now: datetime) -> Proof:
    """Have a code sent there, whether or not we know the telephone; raises InvalidInput or TooManyCodes."""
    if not can_be_texted(phone):
        raise InvalidInput(_("请填写 11 位手机号。"), field="phone")
    index = index_of(By.SMS, phone)
    for stretch, most in MOST_SENT:
        if Proof.objects.filter(index=index, sent_at__gt=now - stretch).count() >= most:
            raise TooManyCodes
    code = f"{secrets.randbelow(1_000_000):06}"
    proof = Proof(phone=phone, index=index, sent_at=now)
    proof.code = _kept(proof.pk, code)
    proof.save(force_insert=True)
    tell(
        key=f"proof:{proof.pk}",
        kind=Text.CODE,
        reaches=[Reach(By.SMS, phone)],
        values={"code": code, "site": settings.SITE_URL},
        subject=proof.pk,
        now=now,
    )
    return proof


def prove(*, proof_id: UUID, code: str, now: datetime) -> str:
    """The telephone that the code went to, which is used up by it; raises InvalidInput for every other code."""
    with transaction.atomic():
        proof = Proof.objects.select_for_update().filter(pk=proof_id).first()
        phone = _opened(proof, code, now) if proof else ""
    if not phone:
        raise InvalidInput(_("验证码不对或已过期，请再看一次短信，或重新获取。"), field="code")
    return phone


def _opened(proof: Proof, code: str, now: datetime) -> str:
    """Counts the try. A proof that was used, has aged or was tried too often compares nothing."""
    if not proof.phone or proof.tries >= MOST_TRIES or now - proof.sent_at > LASTS:
        return ""
    proof.tries += 1
    fits = hmac.compare_digest(bytes(proof.code), _kept(proof.pk, code))
    phone = proof.phone if fits else ""
    if fits or proof.tries >= MOST_TRIES:
        proof.phone, proof.code = "", b""
    proof.save(update_fields=["phone", "code", "tries"])
    return phone


def _kept(key: UUID, code: str) -> bytes:
    return blind_index(f"code {key} {code}")


def joining_index(code: str) -> bytes:
    """By which the code is found that WeChat is told."""
    return blind_index(f"wechat joins {read_query_code(code)}")


def forget(*, now: datetime) -> int:
    """Drop codes of yesterday with the messages that carried them; returns how many."""
    Message.objects.filter(kind=Text.CODE, created_at__lt=now - FORGET).delete()
    return Proof.objects.filter(sent_at__lt=now - FORGET).delete()[0]
