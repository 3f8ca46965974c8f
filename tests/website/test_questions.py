"""A question in plain words for addresses that send very much; nobody else meets it."""

import html
import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django import Settings

from fenbo.cases.models import Case
from fenbo.defects.models import Defect
from fenbo.knowledge.models import Correction, Subscription
from fenbo.website import questions
from tests.cast import Cast
from tests.knowledge.stage import Library, set_up
from tests.website.conftest import filled, text

ASKED = re.compile(r"([一二三四五六七八九])(加|比)([一二三四五六七八九])")


@pytest.fixture(autouse=True)
def _soon(settings: Settings) -> None:
    settings.QUESTION_AFTER = 2


@pytest.fixture
def busy(client: Client, cast: Cast) -> Client:
    """Somebody whose address has sent two already."""
    for _number in range(2):
        assert client.post("/submit/", filled()).status_code == 302
    return client


def asked_in(page: str) -> tuple[str, int]:
    """The question's token and its answer, as a person reads them."""
    token = re.search(r'name="question" value="([^"]+)"', page)
    found = ASKED.search(page)
    assert token
    assert found
    one, other = (questions.DIGITS.index(digit) for digit in (found[1], found[3]))
    return html.unescape(token[1]), one + other if found[2] == "加" else one - other


def send(client: Client, sent: dict[str, Any], **more: Any) -> Any:
    return client.post("/submit/", {**sent, **more})


def test_nobody_is_asked_before_the_address_has_sent_much(client: Client, cast: Cast) -> None:
    assert 'name="question"' not in text(client.post("/submit/", filled(step="look")))
    assert client.post("/submit/", filled()).status_code == 302


def test_then_a_right_answer_lets_it_through_and_nothing_typed_is_lost(busy: Client) -> None:
    sent = filled(content="第三件：路灯坏了一个星期。")
    answer = send(busy, sent)
    assert answer.status_code == 422
    assert "第三件：路灯坏了一个星期。" in text(answer)
    token, number = asked_in(text(answer))
    assert send(busy, sent, question=token, answer=str(number)).status_code == 302
    assert Case.objects.count() == 3


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{1}", "{2}。", "{3}"])
def test_a_number_may_be_written_in_any_way(busy: Client, written: str) -> None:
    sent = filled()
    token, number = asked_in(text(send(busy, sent)))
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    said = written.format(number, full_width, questions._chinese(number), questions.ENGLISH[number])
    assert send(busy, sent, question=token, answer=said).status_code == 302


@pytest.mark.parametrize("given", ["", "99", "不知道", "1" * 20, "\x00", "１２３４"])
def test_a_wrong_answer_gets_another_question(busy: Client, given: str) -> None:
    sent = filled()
    token, _number = asked_in(text(send(busy, sent)))
    again = send(busy, sent, question=token, answer=given)
    assert again.status_code == 422
    assert "答得不对" in text(again)
    assert asked_in(text(again))[0] != token
    assert Case.objects.count() == 2


def test_a_question_is_asked_once_whether_it_was_answered_right_or_wrong(busy: Client) -> None:
    token, number = asked_in(text(send(busy, filled())))
    assert send(busy, filled(), question=token, answer="99").status_code == 422
    assert send(busy, filled(), question=token, answer=str(number)).status_code == 422

    token, number = asked_in(text(send(busy, filled())))
    assert send(busy, filled(), question=token, answer=str(number)).status_code == 302
    assert send(busy, filled(), question=token, answer=str(number)).status_code == 422


@pytest.mark.parametrize("token", ["x", "a:b:c", "signed for something else"])
def test_a_question_that_is_not_ours_is_none(busy: Client, token: str) -> None:
    token = signing.dumps([0, 1, 1, "x"], salt="another") if " " in token else token
    assert send(busy, filled(), question=token, answer="2").status_code == 422


def test_an_old_question_is_none(busy: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    token, number = asked_in(text(send(busy, filled())))
    monkeypatch.setattr(questions, "LASTS", -1)
    assert send(busy, filled(), question=token, answer=str(number)).status_code == 422


def test_it_is_asked_in_english_too(busy: Client) -> None:
    busy.cookies["django_language"] = "en"
    shown = text(send(busy, filled()))
    assert re.search(r"How much is \w+ plus \w+\?|By how much is \w+ more than \w+\?", shown)


def test_every_question_has_an_answer_that_can_be_written() -> None:
    for _number in range(200):
        form = questions.QuestionForm.fresh(was_wrong=False)
        told = questions._read(form.data["question"])
        assert told is not None
        assert 1 <= told <= 18
        assert questions._number(questions._chinese(told)) == told


SHORT_FORMS: dict[str, dict[str, str]] = {
    "/report-error/": {"page": "/about/", "kind": "defect_old", "text": "过期了"},
    "/policies/subscribe/": {"email": "wang@example.com", "category": ""},
    "/knowledge/{slug}/correct/": {"text": "第二句写错了"},
}


@pytest.mark.parametrize("path", SHORT_FORMS)
def test_every_short_form_asks_as_well_and_loses_nothing(busy: Client, cast: Cast, path: str) -> None:
    set_up(cast)
    address, given = path.format(slug=Library(cast).entry().slug), SHORT_FORMS[path]
    for _number in range(2):
        answer = busy.post(address, given)
        assert answer.status_code == 422
        for typed in given.values():
            assert typed in text(answer)
    assert Defect.objects.count() + Subscription.objects.count() + Correction.objects.count() == 0
    token, number = asked_in(text(answer))
    wrong = busy.post(address, {**given, "question": token, "answer": "99"})
    assert "答得不对" in text(wrong)
    token, number = asked_in(text(wrong))
    done = busy.post(address, {**given, "question": token, "answer": number})
    assert done.status_code in (200, 302)
    assert Defect.objects.count() + Subscription.objects.count() + Correction.objects.count() == 1


@pytest.mark.parametrize("path", SHORT_FORMS)
def test_the_short_forms_are_braked_with_all_that_was_typed(
    client: Client, cast: Cast, settings: Settings, path: str
) -> None:
    set_up(cast)
    settings.QUESTION_AFTER, settings.SUBMISSIONS_PER_CLIENT = 0, 1
    address, given = path.format(slug=Library(cast).entry().slug), SHORT_FORMS[path]
    assert client.post("/submit/", filled()).status_code == 302
    answer = client.post(address, given)
    assert answer.status_code == 429
    for typed in given.values():
        assert typed in text(answer)


def test_it_can_be_switched_off(busy: Client, settings: Settings) -> None:
    settings.QUESTION_AFTER = 0
    assert send(busy, filled()).status_code == 302
