"""One person and where they are reached: addresses join with consent, and leave at once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fenbo.core.secrets import blind_index
from fenbo.notices.models import Address, By, Person
from fenbo.notices.operations import Reach


def index_of(by: By, value: str) -> bytes:
    """That of a telephone is the one that a case keeps of its requester's."""
    if by == By.SMS:
        return blind_index(value)
    return blind_index(f"wechat openid {value}" if by == By.WECHAT else f"email {value.lower()}")


def person_at(*, by: By, value: str, now: datetime, language: str = "zh-hans") -> Person:
    """Whoever is reached there; from now on known where nobody was."""
    index = index_of(by, value)
    known = Person.objects.filter(addresses__by=by, addresses__index=index).first()
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
