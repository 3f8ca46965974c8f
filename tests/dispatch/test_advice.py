"""What the centre is advised when a request comes in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.models import Case, WorkOrderRole
from fenbo.cases.operations import centre, intake, requester
from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.kinds import Kind
from fenbo.core import lapsing
from fenbo.core.ids import new_id
from fenbo.directory.models import Unit, UnitKind
from fenbo.dispatch.models import (
    Advice,
    Candidate,
    CandidateReason,
    CategoryReason,
    Similar,
    SimilarReason,
)
from fenbo.dispatch.operations import advise
from fenbo.dispatch.queries import advice_for, co_units, lead_for, leads
from fenbo.journal.consumers import at_once
from tests.cast import NOON, PHONE, Cast, hours

TRUCK = "我公司三辆拉建材的货车在省界检疫站被拦下，司机有健康码也不让通行。"
MONEY = "监狱项目已完工百分之九十五，工程款一直没有支付，请帮助协调。"


def advised(case: Case) -> Advice:
    advise(case_id=case.pk, now=NOON)
    advice = advice_for(case.pk)
    assert advice is not None
    return advice


def names(rows: list[Candidate]) -> list[str]:
    return [str(row.unit) for row in rows]


def test_the_catalogue_names_the_unit_of_the_closest_region_first(catalogue: Cast) -> None:
    advice = advised(catalogue.received(category="0401", region="630102"))

    assert names(leads(advice)) == ["省司法厅", "财政税收保障组"]
    assert {row.reason for row in leads(advice)} == {CandidateReason.CATALOGUE}
    assert advice.category_reason == CategoryReason.CHOSEN


def test_co_units_come_with_the_closest_rule_only(catalogue: Cast) -> None:
    here = advised(catalogue.received(category="0401", region="630102"))
    elsewhere = advised(catalogue.received(category="0401", region="632800"))

    assert names(co_units(here)) == ["省监狱管理局"]
    assert (names(leads(elsewhere)), names(co_units(elsewhere))) == (["财政税收保障组"], ["省商务厅"])


def test_without_category_the_nearest_cases_vote(catalogue: Cast) -> None:
    for _turn in range(3):
        catalogue.received(category="0501", content=TRUCK, title="货车过不了检疫站")
    advice = advised(catalogue.received(content=TRUCK + "请尽快。", title="货车被拦"))

    assert advice.category_id == "0501"
    assert advice.category_reason == CategoryReason.NEIGHBOURS
    assert (advice.agreeing, advice.asked) == (3, 3)
    assert names(leads(advice)) == ["商贸物流推进组"]


def test_one_voice_that_is_not_near_decides_nothing(catalogue: Cast) -> None:
    catalogue.received(category="0402", content="个体户的减税手续怎么办，找了几次没人管，请帮助协调。")
    advice = advised(catalogue.received(content="饭店开业了，没人管的垃圾怎么办，请帮助协调。", title="垃圾"))

    assert advice.category_id is None
    assert leads(advice) == []


def test_the_first_case_is_judged_by_the_words_of_the_categories(catalogue: Cast) -> None:
    advice = advised(catalogue.received(content=TRUCK, title="货车通行"))

    assert (advice.category_id, advice.category_reason) == ("0501", CategoryReason.NAME)
    assert (advice.agreeing, advice.asked) == (0, 0)


def test_what_nobody_can_tell_is_left_open(catalogue: Cast) -> None:
    advice = advised(catalogue.received(content="请问什么时候上班？", title="上班"))

    assert (advice.category_id, advice.category_reason) == (None, "")
    assert list(advice.candidates.all()) == []


def test_a_category_that_was_chosen_is_not_guessed(catalogue: Cast) -> None:
    for _turn in range(3):
        catalogue.received(category="0501", content=TRUCK)
    advice = advised(catalogue.received(category="0402", content=TRUCK))

    assert (advice.category_id, advice.category_reason) == ("0402", CategoryReason.CHOSEN)


def test_who_led_what_is_alike_is_proposed_too(catalogue: Cast) -> None:
    for _turn in range(2):
        catalogue.dispatched("commerce", content=TRUCK)
    catalogue.dispatched("justice", content=TRUCK)
    proposed = leads(advised(catalogue.received(category="0402", content=TRUCK)))

    assert [(str(row.unit), row.reason, row.count) for row in proposed] == [
        ("省商务厅", CandidateReason.NEIGHBOURS, 2)
    ]


def test_a_unit_is_proposed_once(catalogue: Cast) -> None:
    for _turn in range(2):
        catalogue.dispatched("trade", content=TRUCK)
    proposed = leads(advised(catalogue.received(category="0501", content=TRUCK)))

    assert [(str(row.unit), row.reason) for row in proposed] == [
        ("商贸物流推进组", CandidateReason.CATALOGUE)
    ]


def similar(advice: Advice) -> dict[str, tuple[str, int]]:
    return {row.case.title: (row.reason, row.likeness) for row in advice.similar.all()}


def test_the_same_telephone_within_thirty_days_is_shown(catalogue: Cast) -> None:
    catalogue.received(title="上周的", at=NOON - timedelta(days=7), content="请问口罩哪里能买到？")
    catalogue.received(title="去年的", at=NOON - timedelta(days=31), content="请问口罩哪里能买到？")
    catalogue.received(title="别人的", phone="13997210002", content="请问口罩哪里能买到？")
    advice = advised(catalogue.received(content=TRUCK))

    assert list(similar(advice)) == ["上周的"]
    assert similar(advice)["上周的"][0] == SimilarReason.REQUESTER


def test_nearly_the_same_words_are_shown_with_their_likeness(catalogue: Cast) -> None:
    catalogue.received(title="一样的", content=TRUCK, phone="13997210002")
    catalogue.received(title="别的事", content=MONEY, phone="13997210003")
    advice = advised(catalogue.received(title="一样的", content=TRUCK))

    assert similar(advice) == {"一样的": (SimilarReason.WORDS, 100)}


@pytest.mark.parametrize(("region", "shown"), [("630102", True), ("632800", False), (None, True)])
def test_what_is_only_alike_must_come_from_the_same_prefecture(
    catalogue: Cast, region: str | None, shown: bool
) -> None:
    other = "货车在省界检疫站被拦下，司机有健康码也不让走，要拉活羊去西宁，天冷牲口受不了。"
    catalogue.received(title="也被拦", content=other, phone="13997210002", region=region)
    for turn in range(6):
        catalogue.received(title="别的", content=MONEY + "请快" * turn, phone=f"1399721001{turn}")
    advice = advised(catalogue.received(title="被拦", content=TRUCK, region="630100"))

    assert ("也被拦" in similar(advice)) is shown


def test_drafts_and_what_was_withdrawn_are_not_alike_to_anything(catalogue: Cast) -> None:
    gone = catalogue.received(title="撤回的", content=TRUCK)
    requester.withdraw(case_id=gone.pk, actor=catalogue.requester(gone), now=NOON)
    request = intake.Request(kind=Kind.HELP, title="草稿", content=TRUCK, channel="hotline")  # type: ignore[arg-type]
    intake.save_draft(request=request, actor=catalogue.agent, now=NOON)

    assert similar(advised(catalogue.received(content=TRUCK))) == {}


def test_an_anonymous_case_is_nobodys_other_case(catalogue: Cast) -> None:
    unknown: Any = intake.Who(is_anonymous=True)
    catalogue.received(title="甲", who=unknown, content="请问口罩哪里能买到？")
    advice = advised(catalogue.received(who=unknown, content=TRUCK))

    assert similar(advice) == {}


def test_advice_given_again_takes_the_place_of_the_old(catalogue: Cast) -> None:
    case = catalogue.received(category="0401", region="630102")
    advised(case)
    advised(case)

    assert Advice.objects.count() == 1
    assert Candidate.objects.filter(role=WorkOrderRole.LEAD).count() == 2


def test_a_case_that_has_gone_is_not_advised_on(catalogue: Cast) -> None:
    assert advise(case_id=new_id(), now=NOON) is None
    assert advice_for(new_id()) is None


def test_advice_follows_when_a_case_comes_in_and_when_it_is_corrected(catalogue: Cast) -> None:
    with at_once():
        case = catalogue.received(category="0501")
        first = advice_for(case.pk)
        centre.correct(
            case_id=case.pk, changes=Changes(category="0401"), actor=catalogue.dispatcher, now=NOON
        )
    second = advice_for(case.pk)

    assert first is not None
    assert second is not None
    assert (names(leads(first)), names(leads(second))) == (["商贸物流推进组"], ["财政税收保障组"])


def test_reading_advice_takes_four_queries_however_much_there_is(catalogue: Cast) -> None:
    for turn in range(12):
        catalogue.received(content=TRUCK, phone=PHONE if turn % 2 else "13997210002")
    case = catalogue.received(category="0401", region="630102", content=TRUCK)
    advised(case)
    with CaptureQueriesContext(connection) as spent:
        advice = advice_for(case.pk)
        assert advice is not None
        for row in (*leads(advice), *co_units(advice)):
            str(row.unit)
        for other in advice.similar.all():
            str((other.case.title, other.case.category, other.case.region, other.case.lead_unit))
    assert len(spent) == 4
    assert Similar.objects.filter(advice=case.pk).count() == 8


def test_the_first_lead_of_many_cases_takes_one_query(catalogue: Cast) -> None:
    cases = [catalogue.received(category=code, region="630102") for code in ("0401", "0501", "0402")]
    for case in cases:
        advise(case_id=case.pk, now=NOON)
    with CaptureQueriesContext(connection) as spent:
        found = lead_for([case.pk for case in cases])

    assert {key: str(row.unit) for key, row in found.items()} == {
        cases[0].pk: "省司法厅",
        cases[1].pk: "商贸物流推进组",
    }
    assert len(spent) == 1


def test_old_cases_say_nothing_about_new_ones(catalogue: Cast) -> None:
    for _turn in range(3):
        catalogue.received(category="0402", content=TRUCK, at=NOON - timedelta(days=40))
    catalogue.received(category="0402", content=TRUCK, at=NOON + hours(1))

    assert advised(catalogue.received(content=TRUCK, title="货车通行")).category_id == "0501"


def test_where_the_text_says_it_is_stands_in_for_a_missing_region(catalogue: Cast) -> None:
    text = "西宁市城东区的工程款一直没有支付，请帮助。"
    advice = advised(catalogue.received(title="工程款", content=text, category="0401"))

    assert (advice.region_id, advice.places) == ("630102", "西宁市、城东区")
    assert names(leads(advice)) == ["省司法厅", "财政税收保障组"]


def test_what_the_requester_chose_is_not_guessed_again(catalogue: Cast) -> None:
    advice = advised(catalogue.received(content="城东区的工程款一直没有支付，请帮助。", region="632800"))

    assert (advice.region_id, advice.places) == (None, "城东区")


def test_a_park_and_who_governs_the_place_are_proposed(catalogue: Cast) -> None:
    for name, kind in (("东川工业园区管委会", UnitKind.PARK), ("城东区政府", UnitKind.COUNTY)):
        Unit.objects.create(slug=kind, name=name, kind=kind, region_id="630102")
    lapsing.forget_all()
    text = "东川工业园区的员工从外省回来，怎样才能进厂？"
    advice = advised(catalogue.received(title="员工进厂", content=text))

    assert [(str(row.unit), row.reason) for row in leads(advice)] == [
        ("东川工业园区管委会", CandidateReason.PLACE),
        ("城东区政府", CandidateReason.PLACE),
    ]
