"""One person, one thread: what a proved telephone opens, and how WeChat joins and leaves."""

from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from fenbo.cases.models import Case, Channel, Follower
from fenbo.cases.opening import cases_of
from fenbo.cases.operations import linking
from fenbo.cases.operations.following import follow
from fenbo.cases.operations.intake import Who
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import InvalidInput
from fenbo.notices import people
from fenbo.notices.models import Address, By, Linking, Message, Person, Proof, Way
from fenbo.notices.operations import Reach, tell
from fenbo.notices.texts import Text
from tests.cast import NOON, PHONE, Cast, hours

OTHER = "13897210002"
OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"


def proved(phone: str = PHONE) -> Person:
    return people.link_phone(phone=phone, consent="同意", now=NOON, language="zh-hans").person


def opens(person: Person) -> set[str]:
    return set(cases_of(person).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("about", "is_opened"),
    [
        ({}, True),
        ({"channel": Channel.HOTLINE}, True),
        ({"channel": Channel.WECHAT}, True),
        ({"kind": Kind.COMPLAINT}, True),
        ({"phone": OTHER}, False),
        ({"phone": ""}, False),
        ({"kind": Kind.REPORT}, False),
        ({"is_confidential": True}, False),
    ],
)
def test_what_a_proved_telephone_opens(cast: Cast, about: dict[str, Any], is_opened: bool) -> None:
    cast.received(**about)
    assert bool(opens(proved())) == is_opened


def test_a_case_without_a_name_is_opened_by_its_code_alone(cast: Cast) -> None:
    case = cast.received()
    type(case.requester).objects.filter(pk=case.requester_id).update(identity="anonymous")
    assert not opens(proved())


def test_nobody_is_anybody_until_the_telephone_is_proved(cast: Cast) -> None:
    cast.received()
    assert not opens(Person.objects.create(since=NOON))


def brought_by_wechat(cast: Cast, title: str = "微信上提交的", **about: Any) -> Case:
    case = cast.received(title=title, channel=Channel.WECHAT, who=Who(), **about)
    follow(case=case, person=people.person_at(by=By.WECHAT, value=OPENID, now=NOON), now=NOON)
    return case


def join(person: Person, openid: str = OPENID, later: float = 0) -> None:
    code = linking.offer_wechat(person=person, consent="同意关联微信", now=NOON)
    linking.join_wechat(openid=openid, code=code, now=NOON + hours(later))


def test_wechat_joins_with_what_it_brought(cast: Cast) -> None:
    cast.received(title="网站上提交的")
    brought_by_wechat(cast)
    person = proved()
    assert opens(person) == {"网站上提交的"}

    join(person)
    assert opens(person) == {"网站上提交的", "微信上提交的"}
    assert Person.objects.get() == person
    assert {(row.by, row.is_linked, row.consent) for row in Linking.objects.filter(person=person.pk)} == {
        ("sms", True, "同意"),
        ("wechat", True, "同意关联微信"),
    }


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_what_is_to_stay_secret_does_not_join(cast: Cast, about: dict[str, Any]) -> None:
    brought_by_wechat(cast, **about)
    person = proved()
    join(person)
    assert not opens(person)


def test_wechat_leaves_with_what_it_brought_and_is_told_of_that_alone(cast: Cast, settings: Settings) -> None:
    settings.WECHAT = {**settings.WECHAT, "app_id": "wx0123456789abcdef", "secret": "secret",
                       "templates": {"answered": {"id": "T1", "fields": {}}}}  # fmt: skip
    cast.received(title="网站上提交的")
    theirs = brought_by_wechat(cast)
    person = proved()
    join(person)
    linking.unlink(address=person.addresses.get(by=By.WECHAT), now=NOON + hours(1))

    assert opens(person) == {"网站上提交的"}
    alone = Address.objects.get(by=By.WECHAT).person
    assert alone != person
    assert Follower.objects.get(case=theirs).person == alone
    assert people.reaches(
        people.addresses(people=[], phone=people.index_of(By.SMS, PHONE)), [], [By.WECHAT]
    ) == []  # fmt: skip
    assert Linking.objects.filter(by=By.WECHAT, is_linked=False, at=NOON + hours(1)).count() == 1


def test_what_waits_for_an_address_that_was_unlinked_goes_the_next_way(cast: Cast) -> None:
    case, own = cast.received(), brought_by_wechat(cast)
    person = proved()
    join(person)
    with transaction.atomic():
        for one in (case, own):
            tell(
                key=str(one.pk), kind=Text.ANSWERED, reaches=[Reach(By.WECHAT, OPENID), Reach(By.SMS, PHONE)],
                values={"number": str(one), "site": "x"}, subject=one.pk, now=NOON,
            )  # fmt: skip
    linking.unlink(address=person.addresses.get(by=By.WECHAT), now=NOON + hours(1))

    gone = Way.objects.get(message__subject=case.pk, by=By.WECHAT)
    assert (gone.given_up_at, gone.trouble) == (NOON + hours(1), "unlinked")
    assert Way.objects.get(message__subject=case.pk, by=By.SMS).next_try_at == NOON + hours(1)
    assert Way.objects.get(message__subject=own.pk, by=By.WECHAT).given_up_at is None
    assert not Message.objects.exclude(given_up_at=None).exists()


def test_whoever_unlinks_the_telephone_is_forgotten(cast: Cast) -> None:
    cast.received()
    person = proved()
    linking.unlink(address=person.addresses.get(), now=NOON + hours(1))

    assert not Person.objects.exists()
    assert not Address.objects.exists()
    assert [row.is_linked for row in Linking.objects.order_by("at")] == [True, False]


@pytest.mark.parametrize("later", [0.09, 24])
def test_a_joining_code_ages(cast: Cast, later: float) -> None:
    with pytest.raises(InvalidInput):
        join(proved(), later=later)


def test_a_joining_code_is_used_once_and_is_not_kept(cast: Cast) -> None:
    person = proved()
    code = linking.offer_wechat(person=person, consent="同意", now=NOON)
    assert code.encode() not in bytes(Proof.objects.get().index)
    linking.join_wechat(openid=OPENID, code=code.lower(), now=NOON)
    with pytest.raises(InvalidInput):
        linking.join_wechat(openid=OPENID, code=code, now=NOON)


def test_a_wechat_belongs_to_one_telephone_and_a_telephone_has_one_wechat(cast: Cast) -> None:
    first, second = proved(), proved(OTHER)
    join(first)
    with pytest.raises(InvalidInput, match="这个微信已关联另一个手机号"):
        join(second)
    with pytest.raises(InvalidInput, match="这个手机号已关联另一个微信"):
        join(first, openid="o6_another")
    join(first)
