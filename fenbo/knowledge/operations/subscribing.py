"""Hearing of new policies: asked for, confirmed, ended. What is to be sent waits in the outbox (`mailing.py`)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.core.secrets import blind_index
from fenbo.directory.queries import region_chain
from fenbo.knowledge.models import Contact, Mailing, MailingKind, Policy, Subscription

SALT = "fenbo.knowledge.subscription"
# A confirmation that nobody followed for a fortnight is taken for a mistyped address.
PATIENCE = timedelta(days=14)


def subscribe(
    *,
    email: str,
    category: str | None = None,
    region: str | None = None,
    industry: str = "",
    size: str = "",
    now: datetime,
) -> Subscription:
    """Note the wish and queue the message that asks to confirm it. Asking again queues nothing new.

    Whoever asks is told the same whether the address was known or not.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvalidInput(_("请填写正确的邮箱地址。"), field="email") from None
    with transaction.atomic():
        found, is_new = Subscription.objects.get_or_create(
            contact_index=blind_index(address),
            category_id=category or None,
            region_id=region or None,
            industry=industry,
            size=size,
            defaults={"contact_kind": Contact.EMAIL, "contact": address, "created_at": now},
        )
        if is_new:
            Mailing.objects.create(
                subscription=found, kind=MailingKind.CONFIRM, queued_at=now, next_try_at=now
            )
        return found


def token_of(subscription: Subscription) -> str:
    """What the links of a message carry: only this service can make it."""
    return signing.dumps(str(subscription.pk), salt=SALT)


def _read(token: str) -> Subscription:
    try:
        key = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        raise OutOfScope from None
    found = Subscription.objects.filter(pk=key).first()
    if found is None:
        raise OutOfScope
    return found


def confirm(*, token: str, now: datetime) -> Subscription:
    """The holder of the address wants it; raises OutOfScope for a token that is not ours."""
    found = _read(token)
    if found.confirmed_at is None:
        found.confirmed_at = now
        found.save(update_fields=["confirmed_at"])
    return found


def end(*, token: str) -> None:
    """Forget the subscription with its contact and all that waits for it."""
    _read(token).delete()


def tell_subscribers(policy: Policy, now: datetime) -> int:
    """Queue one message for every confirmed subscription that the policy fits; returns how many."""
    place = Q(region=None) | _touches(policy.region_id) if policy.region_id else Q()
    topic = Q(category=None) | Q(category=policy.category_id) | Q(category=policy.category_id[:2])
    industry = Q(industry="") | Q(industry__in=policy.industries) if policy.industries else Q()
    size = Q(size="") | Q(size__in=policy.sizes) if policy.sizes else Q()
    fitting = Subscription.objects.filter(place, topic, industry, size, confirmed_at__isnull=False)
    waiting = [
        Mailing(subscription_id=key, kind=MailingKind.POLICY, policy=policy, queued_at=now, next_try_at=now)
        for key in fitting.values_list("pk", flat=True).iterator()
    ]
    Mailing.objects.bulk_create(waiting, ignore_conflicts=True, batch_size=2_000)
    return len(waiting)


def _touches(code: str) -> Q:
    """Who lives where a policy of this region holds, and who asked for a whole prefecture or province around it."""
    inside = code.removesuffix("00").removesuffix("00")
    return Q(region__in=region_chain(code)) | Q(region__code__startswith=inside)


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete wishes whose confirmation was sent and not followed; returns how many."""
    stale = Subscription.objects.filter(
        confirmed_at=None, mailings__kind=MailingKind.CONFIRM, mailings__sent_at__lt=now - PATIENCE
    )
    return stale.delete()[0]
