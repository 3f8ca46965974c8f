"""Hearing of new policies: asked for, confirmed, ended. What is to be told goes through the outbox of all notices."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.core.secrets import blind_index
from fenbo.directory.queries import region_chain
from fenbo.knowledge.models import Contact, Policy, Subscription
from fenbo.knowledge.queries import is_public
from fenbo.notices.models import By
from fenbo.notices.operations import Reach, Telling, retract, tell, tell_each
from fenbo.notices.people import index_of
from fenbo.notices.queries import sent_before
from fenbo.notices.texts import Text

SALT = "fenbo.knowledge.subscription"
# A confirmation that nobody followed for a fortnight is taken for a mistyped address.
PATIENCE = timedelta(days=14)
AT_ONCE, MOST_FORGOTTEN, MOST_OF_ONE = 500, 5_000, 20


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
            link = _address("website:confirm_subscription", token_of(found))
            tell(
                key=f"subscribed:{found.pk}",
                kind=Text.SUBSCRIBED,
                reaches=[_reach(found)],
                values={"link": link},
                subject=found.pk,
                now=now,
            )
        return found


def subscribe_wechat(
    *, openid: str, category: str | None = None, region: str | None = None, now: datetime
) -> Subscription:
    """WeChat itself says who asks, so nothing has to be confirmed. InvalidInput where they have too many."""
    index = index_of(By.WECHAT, openid)
    with transaction.atomic():
        if Subscription.objects.filter(contact_index=index).count() >= MOST_OF_ONE:
            raise InvalidInput(_("最多订阅 %(most)s 项，请先退订。") % {"most": MOST_OF_ONE})
        return Subscription.objects.get_or_create(
            contact_index=index,
            category_id=category or None,
            region_id=region or None,
            industry="",
            size="",
            defaults={
                "contact_kind": Contact.WECHAT,
                "contact": openid,
                "created_at": now,
                "confirmed_at": now,
            },
        )[0]


def wechat_subscriptions(openid: str) -> list[Subscription]:
    """What somebody hears of in WeChat, the oldest first."""
    rows = Subscription.objects.filter(contact_index=index_of(By.WECHAT, openid))
    return list(rows.select_related("category", "region").order_by("created_at", "pk"))


def end_wechat(*, openid: str, place: int | None = None) -> int:
    """Forget one of them, the first having place 1, or all; returns how many."""
    rows = wechat_subscriptions(openid)
    chosen = rows if place is None else rows[place - 1 : place] if place > 0 else []
    for row in chosen:
        _forget(row)
    return len(chosen)


@transaction.atomic
def _forget(wish: Subscription) -> None:
    retract(subject=wish.pk)
    wish.delete()


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
    _forget(_read(token))


def tell_subscribers(*, policy_id: UUID, now: datetime) -> int:
    """Tell everybody who subscribed to such a policy, some hundreds at a time; returns to how many it is new.

    Begun again it goes on where it was: what is told once is told once.
    """
    policy = Policy.objects.filter(pk=policy_id).first()
    if policy is None or not is_public(policy):
        return 0
    fitting, told, last = _fitting(policy), 0, UUID(int=0)
    while chunk := list(fitting.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        with transaction.atomic():
            told += tell_each([_news(one, policy) for one in chunk], now=now)
        last = chunk[-1].pk
    return told


def _fitting(policy: Policy) -> QuerySet[Subscription]:
    place = Q(region=None) | _touches(policy.region_id) if policy.region_id else Q()
    topic = Q(category=None) | Q(category=policy.category_id) | Q(category=policy.category_id[:2])
    industry = Q(industry="") | Q(industry__in=policy.industries) if policy.industries else Q()
    size = Q(size="") | Q(size__in=policy.sizes) if policy.sizes else Q()
    return Subscription.objects.filter(place, topic, industry, size, confirmed_at__isnull=False)


def _news(wish: Subscription, policy: Policy) -> Telling:
    named = f"{policy.title}（{policy.number}）" if policy.number else policy.title
    return Telling(
        key=f"policy:{policy.pk}:{wish.pk}",
        kind=Text.POLICY,
        reaches=[_reach(wish)],
        values={
            "title": named,
            "link": _address("website:policy", policy.slug),
            "end": _address("website:end_subscription", token_of(wish)),
        },
        subject=wish.pk,
    )


def _reach(wish: Subscription) -> Reach:
    return Reach(By.WECHAT if wish.contact_kind == Contact.WECHAT else By.EMAIL, wish.contact)


def _address(name: str, argument: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=[argument])


def _touches(code: str) -> Q:
    """Who lives where a policy of this region holds, and who asked for a whole prefecture or province around it."""
    inside = code.removesuffix("00").removesuffix("00")
    return Q(region__in=region_chain(code)) | Q(region__code__startswith=inside)


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete wishes whose confirmation was sent and not followed; returns how many."""
    old = Subscription.objects.filter(confirmed_at=None, created_at__lt=now - PATIENCE)
    forgotten = 0
    keys = list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])
    for wish in old.filter(pk__in=sent_before(Text.SUBSCRIBED, keys, now - PATIENCE)):
        _forget(wish)
        forgotten += 1
    return forgotten
