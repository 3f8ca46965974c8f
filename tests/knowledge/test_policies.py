"""Policies: written down, reviewed, published, replaced, with original and picture."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from fenbo.core.errors import IllegalMove, InvalidInput, OutOfScope
from fenbo.files.queries import attachments_of
from fenbo.knowledge import queries
from fenbo.knowledge.lifecycle import PaperState
from fenbo.knowledge.models import Extraction, Item, Policy
from fenbo.knowledge.operations import papers, policies
from fenbo.knowledge.turn import SecondPersonWanted
from tests.cast import NOON, Cast
from tests.knowledge.stage import Library, document, wording

PAGE = ContentFile(
    "<!doctype html><html><body><p>第一条 免征单位缴费。</p></body></html>".encode(), "原文.html"
)


def picture() -> ContentFile[bytes]:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    return ContentFile(kept.getvalue(), "图解.png")


def test_a_policy_goes_past_a_second_person(cast: Cast, library: Library) -> None:
    policy, rows = library.draft_policy(), Policy.objects.all()
    with pytest.raises(IllegalMove):
        papers.publish(papers=rows, paper_id=policy.pk, actor=cast.second, now=NOON)
    papers.submit(papers=rows, paper_id=policy.pk, actor=cast.editor, now=NOON)
    with pytest.raises(SecondPersonWanted):
        papers.publish(papers=rows, paper_id=policy.pk, actor=cast.editor, now=NOON)
    published = papers.publish(papers=rows, paper_id=policy.pk, actor=cast.reviewer, now=NOON)
    assert (published.state, published.reviewer) == (PaperState.LIVE, cast.staff["reviewer"])
    assert Item.objects.get().note == "人力资源社会保障部 人社部发〔2020〕11号"


def test_one_sent_back_is_a_draft_again(cast: Cast, library: Library) -> None:
    policy, rows = library.draft_policy(), Policy.objects.all()
    papers.submit(papers=rows, paper_id=policy.pk, actor=cast.editor, now=NOON)
    back = papers.send_back(papers=rows, paper_id=policy.pk, remark="文号不对", actor=cast.second, now=NOON)
    assert back.state == PaperState.DRAFT


def test_changing_a_published_policy_takes_it_off_until_it_is_reviewed_again(
    cast: Cast, library: Library
) -> None:
    policy = library.policy()
    policies.write(policy_id=policy.pk, document=document(title="新标题"), actor=cast.editor, now=NOON)
    with pytest.raises(OutOfScope):
        queries.public_policy(policy.slug)
    assert not Item.objects.exists()
    library.let_out(policy)
    assert queries.public_policy(policy.slug).title == "新标题"


def test_questions_and_conditions_are_kept_in_order(library: Library) -> None:
    policy = library.policy(
        questions=[("谁能免", "中小微企业"), ("免多久", "五个月")],
        conditions=[("是否参保", True, "没有可免的")],
    )
    shown = queries.public_policy(policy.slug)
    assert [row.question for row in shown.questions.all()] == ["谁能免", "免多久"]
    assert [demand.key for demand in queries.demands_of(shown)] == ["c0"]


def test_the_newer_policy_is_named_on_the_older(library: Library) -> None:
    older = library.policy()
    newer = library.policy(title="关于延长阶段性减免的通知", supersedes=older.pk)
    assert [row.slug for row in queries.public_policy(older.slug).superseded_by.all()] == [newer.slug]


def test_no_policy_replaces_itself(cast: Cast, library: Library) -> None:
    policy = library.draft_policy()
    with pytest.raises(InvalidInput):
        policies.write(
            policy_id=policy.pk, document=document(supersedes=policy.pk), actor=cast.editor, now=NOON
        )


def test_days_in_the_wrong_order_are_refused(library: Library) -> None:
    with pytest.raises(InvalidInput) as refused:
        library.draft_policy(valid_from=date(2020, 3, 1), valid_to=date(2020, 2, 1))
    assert refused.value.field == "valid_to"


def test_a_policy_has_ended_the_day_after_its_last(library: Library) -> None:
    policy = library.policy(valid_to=date(2020, 6, 30))
    assert not queries.has_ended(policy, date(2020, 6, 30))
    assert queries.has_ended(policy, date(2020, 7, 1))


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ({}, 2), ({"industry": "E"}, 2), ({"industry": "C"}, 1), ({"size": "large"}, 1), ({"size": "small"}, 2),
        ({"region": "630102"}, 2), ({"region": "630200"}, 1), ({"category": "08"}, 2), ({"category": "07"}, 0),
    ],
)  # fmt: skip
def test_a_firm_sees_what_may_apply_to_it(library: Library, about: dict[str, str], found: int) -> None:
    library.policy()
    library.policy(title="建筑业的一项", industries=["E"], sizes=["small"], region="630100")
    assert queries.public_policies(**about).count() == found


def test_the_original_is_kept_and_its_text_extracted(cast: Cast, library: Library) -> None:
    policy = library.draft_policy()
    policies.attach_original(policy_id=policy.pk, upload=PAGE, actor=cast.editor, now=NOON)
    policy.refresh_from_db()
    assert policy.extraction == Extraction.WAITING
    assert attachments_of(policy.pk).get().label == policies.ORIGINAL
    assert policies.extracted(policy_id=policy.pk) == Extraction.DONE
    policy.refresh_from_db()
    assert policy.text == "第一条免征单位缴费。"


def test_a_text_that_was_typed_is_not_overwritten(cast: Cast, library: Library) -> None:
    policy = library.draft_policy(text="人工校对过的全文")
    policies.attach_original(policy_id=policy.pk, upload=PAGE, actor=cast.editor, now=NOON)
    policies.extracted(policy_id=policy.pk)
    policy.refresh_from_db()
    assert policy.text == "人工校对过的全文"


def test_what_cannot_be_read_is_said(cast: Cast, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = library.draft_policy()
    policies.attach_original(policy_id=policy.pk, upload=PAGE, actor=cast.editor, now=NOON)
    monkeypatch.setattr("fenbo.knowledge.documents.text_of", lambda original: None)
    assert policies.extracted(policy_id=policy.pk) == Extraction.FAILED
    policy.refresh_from_db()
    assert policy.extraction == Extraction.FAILED


def test_a_picture_needs_its_words(cast: Cast, library: Library) -> None:
    policy = library.draft_policy()
    with pytest.raises(InvalidInput):
        policies.attach_picture(
            policy_id=policy.pk, upload=picture(), picture_text=" ", actor=cast.editor, now=NOON
        )
    policies.attach_picture(
        policy_id=policy.pk, upload=picture(), picture_text="三步办好", actor=cast.editor, now=NOON
    )
    policy.refresh_from_db()
    assert policy.picture_text == "三步办好"
    assert attachments_of(policy.pk).get().is_image


def test_the_files_of_a_published_policy_do_not_change(cast: Cast, library: Library) -> None:
    with pytest.raises(InvalidInput):
        policies.attach_original(policy_id=library.policy().pk, upload=PAGE, actor=cast.editor, now=NOON)


def test_an_entry_names_the_policy_it_rests_on(library: Library) -> None:
    policy = library.policy()
    entry = library.entry(basis="", policy=policy.pk)
    assert queries.public_entry(entry.slug).current.policy == policy  # type: ignore[union-attr]
    assert wording(policy=policy.pk).checked().policy == policy.pk
