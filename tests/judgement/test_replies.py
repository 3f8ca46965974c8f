"""What a reply lacks: found by rules that can be told in a sentence, weighed by what reviewers did."""

import gzip
import json
import random
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from fenbo.judgement.replies import FEWEST, USUAL, Lack, Weights, check, learn, points, surprise

TITLE = "城东区八一路工地拖欠工资"
ASKED = "我们在八一路工地干了三个月，工资一直没有发。请问春节前的工资什么时候发？另外，工伤保险由谁缴纳？"
GOOD = (
    "您好！经城东区劳动监察大队核实，八一路工地拖欠的工资共十二万元，已责令施工单位于3月20日前发放；"
    "工伤保险由总承包单位缴纳。依据《保障农民工工资支付条例》第三十条。联系电话0971-8211234。"
)


def lacks(reply: str, basis: str = "", **about: str) -> set[Lack]:
    return set(check(about.get("title", TITLE), about.get("content", ASKED), reply, basis).lacks)


def test_a_full_reply_lacks_nothing() -> None:
    checked = check(TITLE, ASKED, GOOD)

    assert checked.lacks == {}
    assert checked.score > 90


@pytest.mark.parametrize(
    ("reply", "lack"),
    [
        ("您好！您的来信已收悉。感谢您对我们工作的关心与支持！", Lack.EMPTY),
        ("留言收悉。", Lack.EMPTY),
        ("", Lack.EMPTY),
        ("您好！您反映的问题已转相关部门调查处理，谢谢！", Lack.PASSED_ON),
        ("网友您好：问题正在调查处理中。", Lack.PASSED_ON),
        ("我局将尽快核实处理。", Lack.PASSED_ON),
        ("已转城东区人社局办理。有结果将及时反馈。", Lack.PASSED_ON),
    ],
)
def test_politeness_and_passing_on_are_no_answer(reply: str, lack: Lack) -> None:
    assert lacks(reply) == {lack}


def test_that_something_was_passed_on_may_be_said_beside_an_answer() -> None:
    assert lacks(GOOD + "有关线索已转税务部门。") == set()


def test_a_reply_to_another_request_is_off_the_topic() -> None:
    other = "经查，湟源县丹噶尔古城停车场已于2月1日恢复开放，每日营业至18时，自驾游客可从东门驶入，票价不变。"

    assert Lack.OFF_TOPIC in lacks(other)


def test_the_heading_copied_from_the_request_does_not_answer_it() -> None:
    other = "经查，湟源县丹噶尔古城停车场已于2月1日恢复开放，每日营业至18时，自驾游客可从东门驶入，票价不变。"

    assert Lack.OFF_TOPIC in lacks(f"关于{TITLE}的问题，" + other)


def test_a_question_that_was_left_out_is_named() -> None:
    half = GOOD.replace("工伤保险由总承包单位缴纳。", "")
    found = check(TITLE, ASKED, half).lacks

    assert found == {Lack.POINT: ("另外，工伤保险由谁缴纳？",)}


def test_what_is_asked_is_found_sentence_by_sentence() -> None:
    assert points(ASKED) == ["请问春节前的工资什么时候发？", "另外，工伤保险由谁缴纳？"]
    assert points("1、希望公布施工图纸。2、要求恢复公交站台") == [
        "1、希望公布施工图纸",
        "2、要求恢复公交站台",
    ]
    assert points("路灯坏了。希望尽快解决问题！") == []
    assert len(points("".join(f"请问第{n}号楼电梯何时更换？" for n in range(30)))) == 6


def test_a_basis_beside_the_text_is_one_too() -> None:
    without = GOOD.replace("依据《保障农民工工资支付条例》第三十条。", "")

    assert lacks(without) == {Lack.BASIS}
    assert lacks(without, "《保障农民工工资支付条例》") == set()


def test_who_and_when_have_to_be_said() -> None:
    vague = "经核实，八一路工地拖欠的工资十二万元会发放，工伤保险由总包缴纳，依据《保障农民工工资支付条例》。"

    assert lacks(vague) == {Lack.WHO, Lack.WHEN}


def test_private_data_that_was_found_is_told_and_weighs() -> None:
    checked = check(TITLE, ASKED, GOOD, private=("王小明",))

    assert checked.lacks == {Lack.PRIVATE: ("王小明",)}
    assert checked.score < check(TITLE, ASKED, GOOD).score


def test_each_lack_lowers_the_score() -> None:
    whole = Weights().score([])

    assert all(Weights().score([lack]) < whole for lack in Lack)
    assert Weights().score(list(Lack)) == 1


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=60))
def test_any_text_can_be_checked(content: str, reply: str, title: str) -> None:
    checked = check(title, content, reply)

    assert 1 <= checked.score <= 99


def reviewed(count: int, chances: dict[Lack, float], seed: int = 1) -> list[tuple[list[Lack], bool]]:
    """Replies with a lack each or none; `chances` says how often one passes."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        lack = (None, *chances)[number % (len(chances) + 1)]
        chance = chances[lack] if lack else 0.95
        made.append(([lack] if lack else [], dice.random() < chance))
    return made


def test_what_reviewers_let_pass_counts_less_and_what_they_send_back_more() -> None:
    learnt = learn(reviewed(600, {Lack.BASIS: 0.95, Lack.WHEN: 0.1}))

    assert learnt.taken[Lack.BASIS] < USUAL[Lack.BASIS]
    assert learnt.taken[Lack.WHEN] > USUAL[Lack.WHEN] + 1
    # Of what nobody has seen nothing was learnt.
    assert learnt.taken[Lack.PRIVATE] == pytest.approx(USUAL[Lack.PRIVATE])


def test_no_lack_ever_speaks_for_a_reply() -> None:
    learnt = learn(reviewed(2_000, {Lack.BASIS: 1.0}))

    assert learnt.taken[Lack.BASIS] >= 0


def test_learnt_weights_say_better_what_reviewers_do() -> None:
    chances = {Lack.BASIS: 0.9, Lack.WHEN: 0.2}
    learnt, newest = learn(reviewed(600, chances)), reviewed(200, chances, seed=2)

    assert surprise(learnt, newest) < surprise(Weights(), newest)


def test_a_few_reviews_teach_nothing() -> None:
    with pytest.raises(ValueError, match="40 reviewed"):
        learn(reviewed(FEWEST - 1, {Lack.BASIS: 0.5}))


def test_a_file_of_requests_and_replies_is_measured(tmp_path: Path) -> None:
    file, out = tmp_path / "answered.csv.gz", StringIO()
    with gzip.open(file, "wt", encoding="utf-8") as rows:
        rows.write("title,text,reply\n")
        rows.write(f"{TITLE},{ASKED},{GOOD}\n")
        rows.write(
            "古城停车场何时开放,请问丹噶尔古城停车场什么时候开放？,丹噶尔古城停车场已于2月1日开放，由湟源县文旅局管理。\n"
        )
        rows.write("路灯不亮,请问同仁路路灯何时修好？,已转有关部门。\n")
    call_command("replies", str(file), "--json", stdout=out)
    told = json.loads(out.getvalue())

    assert told["replies"] == 3
    assert told["lacking"]["passed_on"] == 0.333
    assert told["lacking"]["off_topic"] == 0
    assert 0 <= told["own_scores_higher"] <= 1


def test_a_file_without_replies_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("title,text\n甲,乙\n", encoding="utf-8")

    with pytest.raises(CommandError, match="the column reply is missing"):
        call_command("replies", str(file))
    file.write_text("title,text,reply\n甲,乙,丙\n", encoding="utf-8")
    with pytest.raises(CommandError, match="two rows"):
        call_command("replies", str(file))
