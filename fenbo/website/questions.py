"""A question in plain words for addresses that send very much: no picture, no sound, no script.

A brake for programs that send the same form again and again; everybody else never meets it.
"""

import hashlib
import secrets
import unicodedata

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core.limiting import Rate, taken
from fenbo.website.fields import Line
from fenbo.website.limits import client

SALT, LASTS = "fenbo.website.questions", 1800
DIGITS = "零一二三四五六七八九"
ENGLISH = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
]


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return DIGITS[ones] if not tens else "十" + (DIGITS[ones] if ones else "")


# Every way in which somebody may write a number that can be an answer.
NUMBERS = {
    word: number
    for number, english in enumerate(ENGLISH)
    for word in (str(number), _chinese(number), english, *(["两"] if number == 2 else []))
}


def _words() -> list[str]:
    return [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("七"), _("八"), _("九")]


def _say(kind: int, one: int, other: int) -> str:
    words = _words()
    told = {"one": words[one - 1], "other": words[other - 1]}
    if kind:
        return _("%(one)s比%(other)s大几？") % told
    return _("%(one)s加%(other)s等于几？") % told


def _answer(kind: int, one: int, other: int) -> int:
    return one - other if kind else one + other


class QuestionForm(forms.Form):
    """One question with the place for its answer."""

    question = forms.CharField(widget=forms.HiddenInput)
    answer = Line(
        max_length=20,
        required=False,
        help_text=gettext_lazy("这个网络提交得很多。请回答一个小问题，让我们知道不是程序在提交。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    @classmethod
    def fresh(cls, *, was_wrong: bool) -> "QuestionForm":
        """A new question, which says so where another was answered wrongly."""
        kind, other = secrets.randbelow(2), secrets.randbelow(8) + 1
        one = other + secrets.randbelow(9 - other) + 1 if kind else secrets.randbelow(9) + 1
        token = signing.dumps([kind, one, other, secrets.token_hex(8)], salt=SALT)
        form = cls({"question": token, "answer": ""})
        form.fields["answer"].label = _say(kind, one, other)
        form.add_error("answer", _("答得不对，请回答这个新问题。") if was_wrong else _("请先回答这个问题。"))
        return form


def wanted(request: HttpRequest) -> QuestionForm | None:
    """The question that this address has to answer before it may send more; None for nearly everybody."""
    after = settings.QUESTION_AFTER
    if not after or taken("submit", client(request), Rate(after, 600)) < after:
        return None
    token, answer = request.POST.get("question", ""), request.POST.get("answer", "")
    if token and _is_right(token, answer):
        return None
    return QuestionForm.fresh(was_wrong=bool(token))


def _is_right(token: str, answer: str) -> bool:
    """Whether it answers a question of ours that is not too old. Right or wrong, a question is asked once."""
    expected = _read(token)
    name = f"question-{hashlib.sha256(token.encode()).hexdigest()}"
    return expected is not None and cache.add(name, 1, timeout=LASTS) and _number(answer) == expected


def _read(token: str) -> int | None:
    try:
        kind, one, other, _nonce = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return _answer(kind, one, other)


def _number(text: str) -> int | None:
    return NUMBERS.get(unicodedata.normalize("NFKC", text).strip().rstrip("。.").lower())
