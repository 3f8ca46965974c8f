"""Numbers that are not put through (黑名单): never without a reason, never without an end."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.texts import wanted
from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope
from fenbo.core.secrets import blind_index
from fenbo.directory.actors import Actor
from fenbo.directory.recording import compose
from fenbo.hotline import scope
from fenbo.hotline.models import Block
from fenbo.journal import operations as journal

BLOCKED, UNBLOCKED = "number_blocked", "number_unblocked"
LONGEST = timedelta(days=30)


@transaction.atomic
def block(*, phone: str, reason: str, ends_at: datetime, actor: Actor, now: datetime) -> Block:
    """Do not put this number through until `ends_at`, thirty days at most."""
    scope.require_leader(actor)
    reason = wanted(reason, field="reason", most=200)
    phone = "".join(filter(str.isdecimal, phone))
    if not 5 <= len(phone) <= 20:
        raise InvalidInput(_("电话号码不对，请只填数字，例如手机号 11 位。"), field="phone")
    if not now < ends_at <= now + LONGEST:
        raise InvalidInput(_("请填写 %(most)s 天以内的结束时间。") % {"most": LONGEST.days}, field="ends_at")
    index = blind_index(phone)
    # One that has run out makes room for the next.
    Block.objects.filter(phone_index=index, lifted_at=None, ends_at__lte=now).update(lifted_at=now)
    if Block.objects.filter(phone_index=index, lifted_at=None).exists():
        raise InvalidInput(_("这个号码已经在黑名单内。"), field="phone")
    row = Block(
        phone=phone, phone_index=index, reason=reason, begins_at=now, ends_at=ends_at, set_by=actor.name[:100]
    )
    facts = {"reason": reason, "until": ends_at.isoformat()}
    event = compose(row, BLOCKED, actor=actor, at=now, facts=facts)
    row.save(force_insert=True)
    journal.append([event], now=now)
    return row


@transaction.atomic
def lift(*, block_id: UUID, reason: str, actor: Actor, now: datetime) -> Block:
    """Put the number through again before the end."""
    scope.require_leader(actor)
    reason = wanted(reason, field="reason", most=200)
    row = Block.objects.select_for_update(no_key=True).filter(pk=block_id).first()
    if row is None:
        raise OutOfScope
    if row.lifted_at is not None:
        raise IllegalMove(_("这个号码已经解除。"))
    row.lifted_at = now
    journal.append([compose(row, UNBLOCKED, actor=actor, at=now, facts={"reason": reason})], now=now)
    row.save()
    return row
