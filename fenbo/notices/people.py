"""One person and where they are reached: addresses join with consent, and leave at once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fenbo.core.secrets import blind_index
from fenbo.notices.models import Address, By, Linking, Person
from fenbo.notices.operations import Reach


def index_of(by: By, value: str) -> bytes:
    """That of a telephone is the one that a case keeps of its requester's."""
    if by == By.SMS:
        return blind_index(value)
    return blind_index(f"wechat openid {value}" if by == By.WECHAT else f"email {value.lower()}")


def person_of(by: By, index: bytes) -> Person | None:
    return Person.objects.filter(addresses__by=by, addresses__index=index).first()


def person_at(*, by: By, value: str, now: datetime, language: str = "zh-hans") -> Person:
    """Whoever is reached there; from now on known where nobody was."""
    index = index_of(by, value)
    known = person_of(by, index)
    if known is not None:
        return known
    person = Person.objects.create(since=now, language=language)
    fresh = Address(person=person, by=by, value=value, index=index, since=now)
    Address.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = Address.objects.select_related("person").get(by=by, index=index)
    if kept.person_id != person.pk:
        person.delete()  # somebody was faster
    return kept.person


def addresses(*, people: Iterable[UUID], phone: bytes = b"") -> list[Address]:
    """The addresses of these people, and of whoever proved to have the telephone of that index; one query."""
    wanted = Q(person__in=list(people))
    if phone:
        owners = Address.objects.filter(by=By.SMS, index=phone).values("person")
        wanted |= Q(person__in=owners)
    return list(Address.objects.filter(wanted).select_related("person").order_by("since", "pk"))


def reaches(found: Iterable[Address], own: Iterable[Reach], by: Iterable[By]) -> list[Reach]:
    """In the order to try: what a person prefers, then WeChat, short message, mail; each place once."""
    known = list(found)
    prefers = next((one.person.prefers for one in known if one.person.prefers), "")
    every = [*(Reach(By(one.by), one.value) for one in known), *own]
    order = sorted(By, key=lambda way: (way != prefers, list(By).index(way)))
    rows = [one for way in order if way in set(by) for one in every if one.by == way]
    return list(dict.fromkeys(rows))


@transaction.atomic
def link_phone(*, phone: str, consent: str, now: datetime, language: str) -> Address:
    """The telephone that somebody has just proved to have, with the words that they agreed to."""
    person = person_at(by=By.SMS, value=phone, now=now, language=language)
    Linking.objects.create(person=person.pk, by=By.SMS, is_linked=True, at=now, consent=consent)
    return person.addresses.get(by=By.SMS, index=index_of(By.SMS, phone))


def proved(address_id: int) -> Address | None:
    """A proved telephone with its person, unless it was unlinked since."""
    return Address.objects.filter(pk=address_id, by=By.SMS).select_related("person").first()


def prefer(*, person: Person, prefers: str, is_quiet_at_night: bool) -> None:
    """By which way to be told first, and whether at night."""
    person.prefers, person.is_quiet_at_night = prefers, is_quiet_at_night
    person.save(update_fields=["prefers", "is_quiet_at_night"])
