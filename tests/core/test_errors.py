"""Refusals: what people are told, and where on a form it stands."""

import pytest
from django import forms

from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, Refused, StaleVersion
from fenbo.core.forms import refuse


class Letter(forms.Form):
    text = forms.CharField()


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Refused(), 400),
        (InvalidInput("太长"), 400),
        (MissingDuty(), 403),
        (OutOfScope(), 404),
        (IllegalMove(), 409),
        (StaleVersion(), 409),
    ],
)
def test_every_refusal_has_a_status_and_words(refusal: Refused, status: int) -> None:
    assert refusal.status == status
    assert str(refusal.message)
    assert str(refusal) == str(refusal.message)


def test_words_of_ones_own_win() -> None:
    assert str(OutOfScope("没有这件诉求。")) == "没有这件诉求。"
    assert str(OutOfScope().message) == "没有找到。"


def test_a_refusal_names_its_field() -> None:
    assert InvalidInput("太长", field="text").field == "text"
    assert InvalidInput("太长").field is None


def letter() -> Letter:
    form = Letter({"text": "写好的内容"})
    assert form.is_valid()
    return form


@pytest.mark.parametrize(
    ("refusal", "place", "status"),
    [
        (InvalidInput("太长", field="text"), "text", 422),
        (InvalidInput("太长", field="elsewhere"), "__all__", 422),
        (InvalidInput("太长"), "__all__", 422),
        (StaleVersion(), "__all__", 409),
        (MissingDuty(), "__all__", 403),
    ],
)
def test_a_refused_form_shows_it_and_keeps_what_was_typed(refusal: Refused, place: str, status: int) -> None:
    form = letter()
    assert refuse(form, refusal) == status
    assert form.errors[place] == [str(refusal.message)]
    assert form["text"].value() == "写好的内容"
