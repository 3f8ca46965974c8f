"""What the invented people write: varied, believable, nobody's."""

import re
from collections import Counter
from collections.abc import Sequence

from stdnum.cn import uscc

from fenbo.cases.operations.intake import PHONE
from fenbo.replay.script.model import Act, CaseScript, Channel, Kind

Month = Sequence[CaseScript]
LIMITS = {Act.HAND_OFF: 1000, Act.CONTACT: 1000, Act.DECIDE: 1000, Act.DISPATCH: 1000, Act.DELEGATE: 1000}
LONG = (Act.REPLY, Act.ANSWER_AT_ONCE, Act.BRING_BACK, Act.REPLY_INTERIM, Act.SUPPLY_INFO)


def test_hardly_two_messages_are_the_same(month: Month) -> None:
    contents = Counter(case.content for case in month)
    assert len(contents) > 0.98 * len(month)
    assert max(contents.values()) <= 5


def test_answers_vary(month: Month) -> None:
    answers = Counter(s.text for c in month for s in c.steps if s.act in (Act.ANSWER_AT_ONCE, Act.REPLY))
    assert len(answers) > 0.75 * sum(answers.values())


def test_no_title_is_worn_out(month: Month) -> None:
    titles = Counter(case.title for case in month)
    assert len(titles) > 1500
    assert titles.most_common(1)[0][1] < 0.02 * len(month)


def test_there_are_short_ones_and_very_long_ones(month: Month) -> None:
    lengths = sorted(len(case.content) for case in month)
    assert lengths[0] < 20
    assert lengths[-1] > 600
    assert lengths[len(lengths) // 2] < 120


def test_texts_fit_where_they_are_kept(month: Month) -> None:
    for case in month:
        assert 2 < len(case.title) <= 120
        assert 5 <= len(case.content) < 20_000
        assert len(case.wish) <= 500
        assert len(case.place) <= 200
        for step in case.steps:
            most = 5000 if step.act in LONG else LIMITS.get(step.act, 500)
            assert len(step.text) <= most, step
            assert max(len(step.basis), len(step.reason)) <= 500


def test_no_template_shows_through(month: Month) -> None:
    for case in month:
        for text in (case.title, case.content, case.wish, case.place, *(s.text for s in case.steps)):
            assert not re.search(r"[\[\]{}|]", text), text


def test_the_reply_speaks_of_the_same_thing(month: Month) -> None:
    """A slot that message and reply share has one word in both; here the goods that are short."""
    goods = ("84消毒液", "额温枪", "护目镜", "防护手套", "免洗洗手液")
    for case in month:
        asked = [word for word in goods if case.category == "0105" and word in case.title]
        for step in case.steps:
            if asked and step.act in (Act.ANSWER_AT_ONCE, Act.REPLY):
                named = [word for word in goods if word in step.text]
                assert set(named) <= set(asked)


def test_phones_are_right_in_form_and_carry_the_zeros_of_invention(month: Month) -> None:
    phones = [case.requester.phone for case in month if case.requester.phone]
    for phone in phones:
        assert re.fullmatch(r"1[3-9]\d0000\d{4}|1[3-9]\d00000\d{3}", phone)
        assert PHONE.fullmatch(phone)
    assert len(set(phones)) > 0.95 * len(phones)


def test_registration_codes_have_a_right_check_digit(month: Month) -> None:
    codes = [case.requester.firm_code for case in month if case.requester.firm_code]
    assert len(codes) > 300
    assert all(uscc.is_valid(code) for code in codes)


def test_who_is_anonymous_gives_nothing_away(month: Month) -> None:
    anonymous = [case for case in month if case.requester.anonymous]
    assert 10 < len(anonymous) < 0.06 * len(month)
    for case in anonymous:
        assert not case.requester.name + case.requester.firm + case.requester.firm_code
        assert not re.search(r"1[3-9]\d{9}", case.content)


def test_some_write_their_own_phone_so_that_redaction_has_work_to_do(month: Month) -> None:
    own = [case for case in month if case.requester.phone and case.requester.phone in case.content]
    assert 50 < len(own) < 0.1 * len(month)
    for case in month:
        for phone in re.findall(r"1[3-9]\d{9}", case.content):
            assert phone == case.requester.phone


def test_agents_write_down_what_callers_say(month: Month) -> None:
    by_telephone = [case for case in month if case.channel == Channel.HOTLINE and not case.told]
    assert sum("来电" in case.content or "记录" in case.content for case in by_telephone) == len(by_telephone)


def test_reports_of_wrongdoing_give_no_phone_in_their_text(month: Month) -> None:
    for case in month:
        if case.kind == Kind.REPORT:
            assert case.requester.phone not in case.content or not case.requester.phone
