"""Does it apply to me?"""

from typing import Any

import pytest

from fenbo.knowledge.applying import Demand, Firm, Verdict, judge

DEMANDS = [Demand("c0", "是否参保", True, "没有可减免的缴费"), Demand("c1", "是否为机关", False)]
LIMITS: dict[str, Any] = {"region": "630000", "industries": ["E"], "sizes": ["small"], "demands": DEMANDS}
FITTING = Firm(("630102", "630100", "630000"), "E", "small")
YES = {"c0": True, "c1": False}


def test_who_fits_everything_is_told_so() -> None:
    assert judge(FITTING, YES, **LIMITS).verdict == Verdict.APPLIES


@pytest.mark.parametrize(
    ("firm", "answers", "reason"),
    [
        (Firm(("110000",), "E", "small"), YES, "您所在的地区不在适用范围内"),
        (Firm(FITTING.places, "C", "small"), YES, "您的行业不在适用范围内"),
        (Firm(FITTING.places, "E", "large"), YES, "您的规模不在适用范围内"),
        (FITTING, {"c0": False, "c1": False}, "没有可减免的缴费"),
        (FITTING, {"c0": True, "c1": True}, "是否为机关"),
    ],
)
def test_one_reason_against_is_enough_and_is_named(firm: Firm, answers: dict[str, bool], reason: str) -> None:
    finding = judge(firm, answers, **LIMITS)
    assert (finding.verdict, finding.reasons) == (Verdict.DOES_NOT, (reason,))


def test_what_is_not_answered_leaves_it_open() -> None:
    finding = judge(Firm(), {"c0": True}, **LIMITS)
    assert finding.verdict == Verdict.UNSURE
    assert finding.open == ("所在地区", "所属行业", "规模", "是否为机关")


def test_a_reason_against_counts_more_than_an_open_question() -> None:
    assert judge(Firm(), {"c0": False}, **LIMITS).verdict == Verdict.DOES_NOT


def test_a_policy_without_limits_applies_to_everybody() -> None:
    finding = judge(Firm(), {}, region="", industries=[], sizes=[], demands=[])
    assert finding.verdict == Verdict.APPLIES
