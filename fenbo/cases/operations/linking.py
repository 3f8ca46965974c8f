"""One person, one thread: WeChat joins a proved telephone with consent, and each leaves at once (关联)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fenbo.cases.models import Case, Follower
from fenbo.core.errors import InvalidInput
from fenbo.core.ids import new_query_code
from fenbo.notices import people, sending
from fenbo.notices.models import Address, By, Linking, Person, Proof
from fenbo.notices.proving import LASTS, joining_index


def offer_wechat(*, person: Person, consent: str, now: datetime) -> str:
    """A code for the person to send to the account within five minutes; the words are those that they agreed to."""
    code = new_query_code()
    Proof.objects.create(person=person, consent=consent, index=joining_index(code), sent_at=now)
    return code


@transaction.atomic
def join_wechat(*, openid: str, code: str, now: datetime) -> None:
    """The account heard the code from this WeChat, which is the person's from now on, with the cases it brought.

    Raises InvalidInput where the code is not valid, or either already belongs elsewhere.
    """
    proof = Proof.objects.select_for_update().filter(index=joining_index(code), person__isnull=False).first()
    if proof is None or proof.person is None or now - proof.sent_at > LASTS:
        raise InvalidInput(_("关联码不对或已过期，请在网站“我的诉求”重新获取。"))
    person = Person.objects.select_for_update().get(pk=proof.person.pk)
    before = people.person_at(by=By.WECHAT, value=openid, now=now)
    if before.pk != person.pk:
        if before.addresses.exclude(by=By.WECHAT).exists():
            raise InvalidInput(_("这个微信已关联另一个手机号，请先在网站“我的诉求”取消关联。"))
        if person.addresses.filter(by=By.WECHAT).exists():
            raise InvalidInput(_("这个手机号已关联另一个微信，请先在网站“我的诉求”取消关联。"))
        _hand_over(before, person)
        before.delete()
    proof.delete()
    Linking.objects.create(person=person.pk, by=By.WECHAT, is_linked=True, at=now, consent=proof.consent)


def _hand_over(before: Person, person: Person) -> None:
    """WeChat with what it brought goes from one to the other."""
    known = Follower.objects.filter(person=person).values("case")
    Follower.objects.filter(person=before, case__in=known).delete()
    Follower.objects.filter(person=before, by=By.WECHAT).update(person=person)
    Address.objects.filter(person=before, by=By.WECHAT).update(person=person)


@transaction.atomic
def unlink(*, address: Address, now: datetime) -> None:
    """From this instant the address and the person have nothing to do with each other, nor has what still waits.

    WeChat keeps only what it brought itself. A person without any address is forgotten.
    """
    person = Person.objects.select_for_update().get(pk=address.person_id)
    sending.drop(by=By(address.by), to=address.value, subjects=_foreign(person, address), now=now)
    Linking.objects.create(person=person.pk, by=address.by, is_linked=False, at=now)
    if address.by == By.WECHAT:
        _hand_over(person, Person.objects.create(since=now, language=person.language))
    else:
        address.delete()
    if not person.addresses.exists():
        person.delete()


def _foreign(person: Person, address: Address) -> QuerySet[Case, UUID]:
    """What is told at this address only because it was linked: not what was brought from there itself."""
    followed = Q(pk__in=Follower.objects.filter(person=person).values("case"))
    phones = person.addresses.filter(by=By.SMS).values("index")
    under_phone = Q(requester__phone_index__in=phones)
    foreign = under_phone & ~followed if address.by == By.WECHAT else followed & ~under_phone
    return Case.objects.filter(foreign).values_list("pk", flat=True)
