"""What requesters are told: every event in both languages, and nothing that nobody fills in."""

from collections.abc import Iterator
from string import Template

import pytest
from django.test import Client
from django.urls import reverse

from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.directory.duties import Duty
from fenbo.notices.models import Wording
from fenbo.notices.texts import Text, places_of, wordings
from tests.cast import NOON, Cast
from tests.directory.conftest import hire, signed_in

CHANGE = {
    "kind": "answered",
    "chinese": "诉求${number}有答复，见${site}",
    "english": "Answer to ${number}: ${site}",
}


@pytest.mark.parametrize("kind", Text)
def test_every_event_has_both_wordings_and_a_way(kind: Text, db: None) -> None:
    said = wordings()[kind]
    assert said.by <= {"wechat", "sms", "email"}
    assert said.by
    for text in (said.chinese, said.english):
        assert set(Template(text).get_identifiers()) <= set(places_of(kind))
    values = dict.fromkeys(places_of(kind), "值")
    assert "$" not in said.worded(values) + said.worded(values, "en")


@pytest.mark.parametrize("kind", Text)
def test_a_short_message_is_short(kind: Text, db: None) -> None:
    """Seventy signs are one message for the bill, and every further one counts 67."""
    values = {
        "number": "200309-000127-5",
        "code": "ABCD2345",
        "site": "12345.qinghai.example",
        "unit": "某某省份12345热线",
        "until": "2020-03-09 12:00",
    }
    said = wordings()[kind]
    if "sms" in said.by:
        assert len("【分拨中心】" + said.worded(values)) <= 134


@pytest.fixture
def keeper(cast: Cast) -> Iterator[Client]:
    with frozen(NOON):
        yield signed_in(hire("keeper", Duty.ADMINISTER, at=cast.unit["centre"]))


def test_the_administrator_words_an_event_anew(keeper: Client) -> None:
    answer = keeper.post(reverse("admin:notices_wording_add"), {**CHANGE, "by_sms": "on"})
    assert answer.status_code == 302, answer.content.decode()
    lapsing.forget_all()
    said = wordings()[Text.ANSWERED]
    assert said.chinese == CHANGE["chinese"]
    assert said.by == {"sms"}


@pytest.mark.parametrize("text", ["诉求${number}由${phone}答复", "诉求${number", "诉求${}"])
def test_what_nobody_fills_in_is_refused(keeper: Client, text: str) -> None:
    answer = keeper.post(reverse("admin:notices_wording_add"), {**CHANGE, "chinese": text})
    assert answer.status_code == 200
    assert "这里只能填入" in answer.content.decode()
    assert not Wording.objects.exists()
