"""From a closed case to what everybody reads: proposed, agreed to by a second person, withheld, taken down."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from fenbo.cases.lifecycle import Move, PublicationState
from fenbo.cases.models import Case
from fenbo.cases.operations import centre, ending, merging, review
from fenbo.cases.operations.centre import Changes
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import IllegalMove, InvalidInput, MissingDuty, OutOfScope, StaleVersion
from fenbo.directory.actors import Actor
from fenbo.journal.queries import events_of
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.publication import operations, queries
from fenbo.publication.models import Publication
from fenbo.publication.queries import Wanted
from tests.cast import NOON, Cast, hours
from tests.publication.conftest import add_publisher

P = PublicationState
PRIVATE: dict[str, Any] = {
    "content": "我叫王小明，电话13897210001，监狱项目工程款一直没有支付，请帮助协调。",
    "may_publish": True,
}


def moves(case_id: UUID) -> list[str]:
    return [event.move for event in events_of(case_id)]


def published(cast: Cast, **about: Any) -> Case:
    case = cast.closed(**{**PRIVATE, **about})
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(1))
    return cast.fresh(case)


def test_a_closed_case_is_proposed_by_itself_without_what_is_private(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    row = Publication.objects.get(case=case)
    assert cast.fresh(case).publication_state == P.PROPOSED
    assert "13897210001" not in row.question
    assert "王小明" not in row.question
    assert "工程款一直没有支付" in row.question
    assert row.answer == "经核实，工程款已列入本月计划，将于月底前支付。\n依据：《政府投资条例》"
    assert row.unit == cast.unit["justice"]
    assert row.proposed_by == cast.staff["dispatcher"]


def test_nothing_is_public_before_a_second_person_agreed(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    assert queries.public_search(Wanted()).page.rows == []
    with pytest.raises(OutOfScope):
        queries.published(case.number)

    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(1))

    assert [row.pk for row in queries.public_search(Wanted()).page.rows] == [case.pk]
    assert queries.published(case.number).published_at == NOON + hours(1)
    assert cast.fresh(case).publication_state == P.PUBLISHED


def test_who_prepared_the_wording_cannot_agree_to_it(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)
    operations.propose(case_id=case.pk, title="工程款支付", actor=cast.publisher, now=NOON)

    with pytest.raises(InvalidInput, match="第二个人"):
        operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)

    add_publisher(cast, "second")
    assert operations.publish(case_id=case.pk, actor=cast.second, now=NOON).title == "工程款支付"


def test_who_issued_the_answer_cannot_publish_it_alone(cast: Cast) -> None:
    add_publisher(cast, "other")
    case = cast.closed(**PRIVATE)
    Publication.objects.filter(case=case).update(proposed_by=cast.staff["other"])

    with pytest.raises(InvalidInput, match="第二个人"):
        operations.publish(case_id=case.pk, actor=cast.other, now=NOON)


@pytest.mark.parametrize("name", ["agent", "dispatcher", "supervisor"])
def test_publishing_is_the_publishers_duty(cast: Cast, name: str) -> None:
    case = cast.closed(**PRIVATE)

    with pytest.raises(MissingDuty):
        operations.publish(case_id=case.pk, actor=getattr(cast, name), now=NOON)
    assert cast.fresh(case).publication_state == P.PROPOSED


@pytest.mark.parametrize("name", ["neighbour", "outsider"])
def test_for_others_there_is_nothing_to_publish(cast: Cast, name: str) -> None:
    case = cast.closed(**PRIVATE)

    with pytest.raises(OutOfScope):
        operations.publish(case_id=case.pk, actor=getattr(cast, name), now=NOON)


BARRED = {
    "a report of wrongdoing": ({"kind": Kind.REPORT}, "举报"),
    "a confidential case": ({"is_confidential": True}, "保密"),
    "a case without consent": ({"may_publish": False}, "未同意"),
}


@pytest.mark.parametrize(("about", "why"), BARRED.values(), ids=BARRED)
def test_some_cases_are_withheld_from_the_start_and_say_why(
    cast: Cast, about: dict[str, Any], why: str
) -> None:
    case = cast.closed(**{**PRIVATE, **about})

    row = Publication.objects.get(case=case)
    assert cast.fresh(case).publication_state == P.WITHHELD
    assert why in row.reason
    assert row.question == ""
    with pytest.raises(InvalidInput, match=why):
        operations.propose(case_id=case.pk, actor=cast.publisher, now=NOON)


@pytest.mark.parametrize("flag", ["under_inquiry", "names_official"])
def test_what_the_centre_marked_is_withheld(cast: Cast, flag: str) -> None:
    order = cast.replied(**PRIVATE)
    changes = replace(Changes(), **{flag: True})  # type: ignore[arg-type]
    centre.correct(case_id=order.case_id, changes=changes, actor=cast.dispatcher, now=NOON)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)

    assert cast.fresh(order).publication_state == P.WITHHELD


def test_of_merged_cases_only_the_lead_is_published(cast: Cast) -> None:
    order = cast.replied(**PRIVATE)
    other = cast.received(**PRIVATE)
    merging.merge(case_id=other.pk, into=order.case_id, reason="同一工程", actor=cast.dispatcher, now=NOON)
    review.issue(case_id=order.case_id, actor=cast.dispatcher, now=NOON)

    assert cast.fresh(order).publication_state == P.PROPOSED
    assert cast.fresh(other).publication_state == P.WITHHELD


def test_a_wording_with_a_phone_or_the_requesters_name_is_refused_at_its_field(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    for field, text in (
        ("question", "请联系13897210001"),
        ("answer", "王小明您好"),
        ("title", "王小明的工程款"),
    ):
        given: dict[str, Any] = {field: text}
        with pytest.raises(InvalidInput) as refusal:
            operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON, **given)
        assert refusal.value.field == field
    assert Publication.objects.get(case=case).version == 1


@pytest.mark.parametrize("text", ["", "   ", "\u200e\u0000", "字" * 20_001])
def test_an_empty_or_endless_wording_is_refused(cast: Cast, text: str) -> None:
    case = cast.closed(**PRIVATE)

    with pytest.raises(InvalidInput):
        operations.propose(case_id=case.pk, answer=text, actor=cast.dispatcher, now=NOON)


def test_an_earlier_wording_is_kept_when_a_new_one_is_proposed(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)
    first = Publication.objects.get(case=case)

    row = operations.propose(case_id=case.pk, title="新的标题", actor=cast.dispatcher, now=NOON + hours(1))

    assert (row.version, row.title) == (2, "新的标题")
    earlier = row.earlier_texts.get()
    assert (earlier.version, earlier.title, earlier.digest) == (1, first.title, first.digest)


def test_the_journal_has_the_digest_of_what_was_agreed_to(cast: Cast) -> None:
    case = published(cast)

    row = Publication.objects.get(case=case)
    agreed = events_of(case.pk).get(move=Move.PUBLISH)
    assert agreed.facts == {"digest": row.digest, "version": 1}
    assert agreed.actor_id == cast.staff["publisher"].pk


def test_a_case_that_is_not_answered_cannot_be_proposed(cast: Cast) -> None:
    order = cast.signed(**PRIVATE)

    with pytest.raises(InvalidInput, match="办结"):
        operations.propose(case_id=order.case_id, actor=cast.dispatcher, now=NOON)


def test_a_publication_is_taken_down_at_once_and_may_come_back(cast: Cast) -> None:
    case = published(cast)

    operations.take_down(case_id=case.pk, reason="涉及隐私", actor=cast.publisher, now=NOON + hours(2))
    with pytest.raises(OutOfScope):
        queries.published(case.number)
    assert Publication.objects.get(case=case).reason == "涉及隐私"

    operations.propose(case_id=case.pk, actor=cast.dispatcher, now=NOON + hours(3))
    operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(4))
    assert queries.published(case.number).version == 2


def test_withholding_needs_a_reason_and_can_be_repeated(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    with pytest.raises(InvalidInput):
        operations.withhold(case_id=case.pk, reason=" ", actor=cast.publisher, now=NOON)
    operations.withhold(case_id=case.pk, reason="不具参考价值", actor=cast.publisher, now=NOON)
    operations.withhold(case_id=case.pk, reason="再来一次", actor=cast.publisher, now=NOON)

    assert Publication.objects.get(case=case).reason == "不具参考价值"
    assert moves(case.pk).count(Move.WITHHOLD) == 1
    with pytest.raises(IllegalMove):
        operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON)


def test_the_requester_asks_to_take_it_down_and_a_publisher_is_told(cast: Cast) -> None:
    case = published(cast)

    operations.ask_take_down(
        case_id=case.pk, reason="同事认出了我", actor=cast.requester(case), now=NOON + hours(2)
    )

    assert queries.published(case.number)
    assert [row.pk for row in queries.take_downs_asked(cast.publisher)] == [case.pk]
    assert Notice.objects.filter(topic=Topic.TAKE_DOWN_ASKED, subject=case.pk).count() == 1
    assert "同事认出了我" not in str(events_of(case.pk).get(move=Move.ASK_TAKE_DOWN).facts)
    with pytest.raises(OutOfScope):
        operations.ask_take_down(case_id=case.pk, reason="别人", actor=Actor.requester([]), now=NOON)


def test_a_case_that_is_handled_again_is_not_public_until_it_is_answered_again(cast: Cast) -> None:
    case = published(cast)

    ending.second_handling(
        case_id=case.pk,
        reason="没有支付",
        lead=cast.unit["justice"].pk,
        actor=cast.dispatcher,
        now=NOON + hours(2),
    )
    assert cast.fresh(case).publication_state == P.TAKEN_DOWN

    cast.answer_again(case, at=NOON + hours(3))
    row = Publication.objects.get(case=case)
    assert cast.fresh(case).publication_state == P.PROPOSED
    assert row.answer == "已再次核实，明日支付。"
    assert row.earlier_texts.count() == 1


def test_an_old_answer_is_not_published_while_a_new_one_is_written(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)
    ending.second_handling(
        case_id=case.pk,
        reason="没有支付",
        lead=cast.unit["justice"].pk,
        actor=cast.dispatcher,
        now=NOON + hours(2),
    )

    with pytest.raises(InvalidInput, match="办结"):
        operations.publish(case_id=case.pk, actor=cast.publisher, now=NOON + hours(2))


def test_news_of_a_closing_that_comes_twice_proposes_once(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    again = operations.propose_after(case_id=case.pk, by=None, actor=Actor.system(), now=NOON)

    assert again is None
    assert moves(case.pk).count(Move.PROPOSE) == 1


def test_an_old_page_cannot_publish_over_a_newer_wording(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)
    seen = cast.fresh(case).version
    operations.propose(case_id=case.pk, title="新的标题", actor=cast.dispatcher, now=NOON)

    with pytest.raises(StaleVersion):
        operations.publish(case_id=case.pk, version=seen, actor=cast.publisher, now=NOON)


def test_the_reviewer_sees_what_was_cut_beside_what_is_shown(cast: Cast) -> None:
    case = cast.closed(**PRIVATE)

    review = queries.in_review(cast.publisher, case.pk)

    cut = [(piece.text, piece.shown) for piece in review.question if piece.mark]
    assert cut == [("王小明", "王某"), ("13897210001", "（电话已隐去）")]
    assert "".join(piece.text for piece in review.question) == PRIVATE["content"]
    with pytest.raises(OutOfScope):
        queries.in_review(cast.neighbour, case.pk)
