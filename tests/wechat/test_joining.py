"""WeChat and a proved telephone become one person by a code that is said here."""

from fenbo.cases.operations import linking
from fenbo.core import clock
from fenbo.notices import people
from fenbo.notices.models import By, Person
from tests.cast import PHONE, Cast
from tests.wechat.phone import Phone


def offered() -> tuple[Person, str]:
    person = people.link_phone(phone=PHONE, consent="同意", now=clock.now(), language="zh-hans").person
    return person, linking.offer_wechat(person=person, consent="同意", now=clock.now())


def test_the_code_from_the_website_joins(cast: Cast, phone: Phone) -> None:
    person, code = offered()
    assert "已关联" in phone.says(f"关联 {code}")
    assert {one.by for one in person.addresses.all()} == {By.SMS, By.WECHAT}


def test_a_wrong_code_joins_nobody_and_guessing_ends(cast: Cast, phone: Phone) -> None:
    person, _code = offered()
    said = [phone.says(f"关联 ABCD23{number:02}") for number in range(10, 21)]
    assert "关联码不对或已过期" in said[0]
    assert "试的次数太多" in said[-1]
    assert person.addresses.count() == 1


def test_what_the_telephone_brought_is_told_here_as_long_as_both_are_linked(cast: Cast, phone: Phone) -> None:
    cast.received(title="网站上的事")
    person, code = offered()
    assert "网站上的事" not in phone.says("进度")
    phone.says(f"关联 {code}")
    assert "网站上的事" in phone.says("进度")
    linking.unlink(address=person.addresses.get(by=By.SMS), now=clock.now())
    assert "网站上的事" not in phone.says("进度")
