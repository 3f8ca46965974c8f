"""A model of the centre's own decisions: learnt from all of them, tried on the newest, never worse than the one before."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Page, expect

from fenbo.cases.lifecycle import CaseState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.core.clock import frozen
from fenbo.directory.actors import Actor
from fenbo.dispatch import automatic, learning
from fenbo.dispatch.models import Learnt, Proposal, Taken
from fenbo.dispatch.operations import advise
from fenbo.journal.consumers import at_once
from fenbo.judgement.model import CannotLearn, NoModel
from tests.cast import NOON, Cast, hours
from tests.console.desks import look_at, sit_down, stage
from tests.dispatch.conftest import furnish_catalogue

WORDS = {
    "0401": ["工程款", "欠款", "结算", "验收", "甲方", "施工", "尾款", "工地", "合同", "项目部"],
    "0402": ["减税", "申报", "税务局", "退税", "发票", "个体户", "优惠", "社保费", "缓缴", "纳税"],
    "0501": ["货车", "检疫站", "通行证", "省界", "司机", "拦下", "建材", "运输", "高速", "卡口"],
}
NAMES = {"0401": "工程款拖欠与支付", "0402": "减税降费申报", "0501": "省界检疫站货车通行"}
SYSTEM = Actor.system("测试")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(learning, "FOLDER", tmp_path)
    lapsing.forget_all()
    yield
    lapsing.forget_all()


def said(category: str, dice: random.Random) -> str:
    return "".join(f"{word}的事情" for word in dice.sample(WORDS[category], 4)) + "请帮助解决。"


def decided(
    cast: Cast, count: int, *, names: dict[str, str] | None = None, seed: int = 1, **about: Any
) -> None:
    """Cases whose category the centre has decided; `names` says what it calls each subject."""
    dice = random.Random(seed)
    for number in range(count):
        subject = sorted(WORDS)[number % len(WORDS)]
        cast.received(
            category=(names or {}).get(subject, subject),
            title=f"事项{number}",
            content=said(subject, dice),
            at=NOON + timedelta(minutes=number),
            **about,
        )
    Case.objects.update(state=CaseState.DISPATCHED)


def learn() -> Learnt:
    return learning.learn(actor=SYSTEM, now=NOON)


def test_what_the_centre_decided_is_learnt_and_told_with_probabilities_and_words(catalogue: Cast) -> None:
    decided(catalogue, 90)
    learnt = learn()

    assert learnt.is_in_place
    assert (learnt.lessons, learnt.since) == (90, NOON)
    assert learnt.figures["messages"] == 18
    assert learnt.figures["macro_f1"] > 0.8
    assert learnt.former is None
    told = learning.tell("三辆货车在省界的检疫站被拦下，司机没有通行证")
    assert told[0].label == "0501"
    assert sum(one.probability for one in told) == pytest.approx(1, abs=0.01)
    assert set(told[0].words) & {"货车", "省界", "检疫站", "司机", "拦下", "检疫", "通行证"}


def test_with_too_few_decisions_nothing_is_learnt(catalogue: Cast) -> None:
    decided(catalogue, learning.FEWEST - 1)
    with pytest.raises(CannotLearn, match=f"{learning.FEWEST} are needed"):
        learn()
    assert not Learnt.objects.exists()
    assert learning.tell("货车") == []


def received(cast: Cast, count: int, **about: Any) -> None:
    """Cases that nobody has decided on; only one of ten says what its subject is called."""
    dice = random.Random(3)
    for number in range(count):
        subject = sorted(WORDS)[number % len(WORDS)]
        name = NAMES[subject] if number % 10 == 0 else ""
        title, content = f"事项{number}{name}", said(subject, dice)
        cast.received(title=title, content=content, at=NOON + timedelta(minutes=number), **about)


def test_before_there_are_decisions_names_and_texts_give_a_first_model(catalogue: Cast) -> None:
    received(catalogue, 120)
    learnt = learn()

    assert (learnt.is_in_place, learnt.lessons, learnt.figures) == (True, 0, {"texts": 120})
    told = learning.tell("三辆货车在省界被拦下，司机没有通行证")
    assert told[0].label == "0501"
    assert told[0].probability <= learning.UNCONFIRMED
    out = StringIO()
    call_command("learn", list=True, stdout=out)
    assert "begun from names and 120 texts" in out.getvalue()


def test_it_never_sends_out_by_itself(catalogue: Cast) -> None:
    received(catalogue, 120)
    learn()
    for category in WORDS:
        automatic.switch_on(category=category, percent=80, reason="试行", actor=catalogue.leader, now=NOON)
    with at_once():
        case = catalogue.received(
            content="三辆货车在省界的检疫站被拦下，司机没有通行证，高速卡口不放行建材。"
        )
    assert Proposal.objects.filter(advice=case.pk, place=1).get().category_id == "0501"
    assert catalogue.fresh(case).state == CaseState.RECEIVED


def test_it_gives_way_to_what_is_learnt_and_never_comes_back_by_itself(catalogue: Cast) -> None:
    received(catalogue, 120)
    begun = learn()
    decided(catalogue, 90)
    better = learn()
    assert better.former is not None
    assert better.lessons > 0
    if not better.is_in_place:
        learning.put_in_place(learnt_id=better.pk, actor=SYSTEM, now=NOON)
    Case.objects.update(category=None)
    again = learn()
    assert (again.lessons, again.is_in_place) == (0, False)
    assert Learnt.objects.get(is_in_place=True) == better
    assert begun.pk != again.pk


def test_what_is_secret_begins_nothing(catalogue: Cast) -> None:
    received(catalogue, 120, is_confidential=True)
    with pytest.raises(CannotLearn):
        learn()


def test_nothing_is_learnt_from_what_is_to_stay_unknown_or_was_never_decided(catalogue: Cast) -> None:
    decided(catalogue, 3, kind=Kind.REPORT)
    decided(catalogue, 3, is_confidential=True)
    catalogue.received(category="0401")
    catalogue.dispatched(category=None)
    assert learning.lessons() == []


def test_what_is_worse_on_the_newest_decisions_is_only_kept(
    catalogue: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(catalogue, 90)
    good = learn()
    whole = learning._train
    # As if somebody had muddled most of the lessons.
    monkeypatch.setattr(
        learning,
        "_train",
        lambda known: whole(
            [one._replace(category=sorted(WORDS)[at % 3]) for at, one in enumerate(known[::-1])]
        ),
    )
    bad = learn()
    assert bad.former is not None
    assert bad.figures["macro_f1"] < bad.former["macro_f1"]
    assert not bad.is_in_place
    assert Learnt.objects.get(is_in_place=True) == good


def test_a_former_one_is_put_back(catalogue: Cast) -> None:
    decided(catalogue, 90)
    first, second = learn(), learning.learn(actor=SYSTEM, now=NOON + hours(1))
    assert Learnt.objects.get(is_in_place=True) == second
    learning.put_in_place(learnt_id=first.pk, actor=catalogue.leader, now=NOON + hours(2))
    placed = Learnt.objects.get(is_in_place=True)
    assert (placed, placed.placed_at, placed.placed_by) == (first, NOON + hours(2), "分拨中心 leader同志")


def test_a_file_that_was_changed_is_not_asked(catalogue: Cast) -> None:
    decided(catalogue, 90)
    learnt = learn()
    path = learning.FOLDER / learnt.file
    path.write_bytes(path.read_bytes() + b"x")
    lapsing.forget_all()
    assert learning.tell("货车") == []
    with pytest.raises(NoModel, match="another one"):
        learning.put_in_place(learnt_id=learnt.pk, actor=SYSTEM, now=NOON)


def test_the_command_learns_lists_and_goes_back(catalogue: Cast) -> None:
    decided(catalogue, 90)
    out = StringIO()
    call_command("learn", stdout=out)
    call_command("learn", stdout=out)
    first = Learnt.objects.earliest("pk")
    call_command("learn", back=first.pk, stdout=out)
    call_command("learn", list=True, stdout=out)
    assert f"* {first.pk:4}" in out.getvalue()
    with pytest.raises(CommandError, match="no model 0"):
        call_command("learn", back=0)


def test_the_dispatcher_gets_up_to_three_subjects_with_who_answers_for_them(catalogue: Cast) -> None:
    decided(catalogue, 90)
    learn()
    case = catalogue.received(
        region="630102", title="工程款", content="工程款验收以后甲方不结算尾款，施工合同在项目部。"
    )
    advise(case_id=case.pk, now=NOON)
    first = Proposal.objects.filter(advice=case.pk).order_by("place")[0]
    assert (first.category_id, str(first.unit)) == ("0401", "省司法厅")
    assert first.percent > 50
    assert Proposal.objects.filter(advice=case.pk).count() <= 3


def test_advice_costs_the_same_however_many_lessons_there_were(catalogue: Cast) -> None:
    decided(catalogue, 90)
    learn()
    case = catalogue.received(content="工程款验收以后甲方不结算")
    advise(case_id=case.pk, now=NOON)
    with CaptureQueriesContext(connection) as asked:
        advise(case_id=case.pk, now=NOON)
    assert len(asked) <= 24


def test_what_was_taken_is_counted_once(catalogue: Cast) -> None:
    decided(catalogue, 90)
    learn()
    with at_once():
        right = catalogue.received(region="630102", content="工程款验收以后甲方不结算尾款，施工合同在。")
        wrong = catalogue.received(region="630102", content="工程款验收以后甲方不结算欠款，施工合同在。")
        centre.dispatch(
            case_id=right.pk, lead=catalogue.unit["justice"].pk, actor=catalogue.dispatcher, now=NOON
        )
        centre.dispatch(
            case_id=wrong.pk, lead=catalogue.unit["commerce"].pk, actor=catalogue.dispatcher, now=NOON
        )
        centre.redispatch(
            case_id=wrong.pk,
            lead=catalogue.unit["justice"].pk,
            reason="归口",
            actor=catalogue.dispatcher,
            now=NOON,
        )
    assert Taken.objects.get(case=right).unit_place == 1
    missed = Taken.objects.get(case=wrong)
    assert (missed.unit_place, missed.unit_id) == (None, catalogue.unit["commerce"].pk)
    assert missed.proposed_unit_id == catalogue.unit["justice"].pk


def taken(cast: Cast, count: int, *, first: int) -> None:
    """Cases that were dispatched with proposals before the dispatcher, so many of them to the first one."""
    for number in range(count):
        Taken.objects.create(
            case=cast.received(),
            at=NOON,
            proposed_id="0401",
            proposed_unit=cast.unit["justice"],
            percent=80,
            category_id="0401" if number < first else "0501",
            unit=cast.unit["justice" if number < first else "trade"],
            category_place=1 if number < first else None,
            unit_place=1 if number < first else None,
        )


def test_last_weeks_advice_is_told_by_subject_and_unit_and_without_rates_of_few(catalogue: Cast) -> None:
    taken(catalogue, 12, first=9)
    client = Client()
    client.force_login(catalogue.staff["supervisor"])
    with frozen(NOON + hours(1)):
        page = client.get(reverse("console:advice")).content.decode()
    flat = "".join(page.split())
    assert "工程款拖欠与支付" in page
    assert "商贸物流推进组3" in flat  # what was decided instead
    assert "75.0%" in page
    Taken.objects.filter(category_place=None).delete()
    with frozen(NOON + hours(1)):
        page = client.get(reverse("console:advice")).content.decode()
    assert "样本太少" in page
    assert "%" not in page.split("<main")[1].split("</main")[0].replace("75.0%", "")


def test_what_is_older_than_a_week_is_not_told(catalogue: Cast) -> None:
    taken(catalogue, 2, first=1)
    client = Client()
    client.force_login(catalogue.staff["leader"])
    with frozen(NOON + timedelta(days=8)):
        page = client.get(reverse("console:advice")).content.decode()
    assert "上一周没有" in page


@pytest.mark.parametrize(
    ("who", "code"), [("agent", 403), ("handler", 403), ("dispatcher", 200), ("leader", 200)]
)
def test_the_centre_reads_it(catalogue: Cast, who: str, code: int) -> None:
    client = Client()
    client.force_login(catalogue.staff[who])
    assert client.get(reverse("console:advice")).status_code == code


def test_twenty_subjects_cost_no_more_queries_than_one(catalogue: Cast) -> None:
    client = Client()
    client.force_login(catalogue.staff["leader"])
    costs = []
    for count in (2, 20):
        taken(catalogue, count, first=count // 2)
        with frozen(NOON + hours(1)):
            client.get(reverse("console:advice"))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("console:advice"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_taken_by_its_key(page: Page) -> None:
    cast = stage()
    furnish_catalogue(cast)
    decided(cast, 90)
    learn()
    with at_once():
        case = cast.received(region="630102", content="工程款验收以后甲方不结算尾款，施工合同在项目部。")
    sit_down(page, "dispatcher")
    page.goto(reverse("console:case", args=[case.pk]))
    expect(page.get_by_role("button", name="1 省司法厅")).to_be_visible()
    page.locator("body").press("1")
    expect(page.get_by_label("主办单位")).to_have_value(re.compile("省司法厅"))
    expect(page.get_by_label("分类", exact=True)).to_have_value("0401 工程款拖欠与支付")
    look_at(page, "proposals")
    page.get_by_label("主办单位").press("Control+Enter")
    expect(page.get_by_text("已分拨。")).to_be_visible()
    assert cast.fresh(case).category_id == "0401"


def test_without_a_model_nothing_is_counted(catalogue: Cast) -> None:
    with at_once():
        catalogue.dispatched()
    assert not Taken.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_of_last_weeks_advice_is_looked_at(page: Page) -> None:
    cast = stage()
    furnish_catalogue(cast)
    taken(cast, 12, first=9)
    Taken.objects.update(at=cast.now)
    sit_down(page, "leader")
    page.goto(reverse("console:advice"))
    expect(page.get_by_role("heading", name="研判建议用得怎样")).to_be_visible()
    look_at(page, "advice")
