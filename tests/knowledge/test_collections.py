"""Collected answers: their sources stay their own, and the page knows when one has moved."""

import pytest

from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.knowledge import queries
from fenbo.knowledge.lifecycle import PaperState
from fenbo.knowledge.models import Collection, Flag, Source
from fenbo.knowledge.operations import collections
from fenbo.knowledge.operations.collections import Gathering
from fenbo.notices.models import Notice
from fenbo.notices.topics import Topic
from fenbo.publication import operations as publication
from tests.cast import NOON, Cast
from tests.knowledge.conftest import Publish
from tests.knowledge.stage import Library


def test_a_page_shows_what_is_published_now(library: Library, publish: Publish) -> None:
    case = publish()
    page = library.collection(case.number)
    shown, told = queries.public_collection(page.slug)
    assert shown.state == PaperState.LIVE
    assert told[0].publication is not None
    assert told[0].publication.number == case.number


def test_only_what_the_public_reads_may_be_gathered(cast: Cast, library: Library) -> None:
    case = cast.closed()
    with pytest.raises(InvalidInput) as refused:
        library.draft_collection(case.number)
    assert refused.value.field == "sources"
    assert not Collection.objects.exists()


def test_a_page_without_sources_is_none(library: Library) -> None:
    with pytest.raises(InvalidInput):
        library.draft_collection()


def test_a_source_taken_down_is_gone_from_the_page_and_flags_it(
    cast: Cast, library: Library, publish: Publish
) -> None:
    case, other = publish(), publish(phone="13897210002")
    page = library.collection(case.number, other.number)
    publication.take_down(case_id=case.pk, reason="诉求人要求", actor=cast.publisher, now=NOON)
    _page, told = queries.public_collection(page.slug)
    assert [one.publication is None for one in told] == [True, False]
    assert Source.objects.get(case=case).flag == Flag.TAKEN_DOWN
    assert Source.objects.get(case=other).flag == Flag.NONE
    told_to = Notice.objects.filter(topic=Topic.SOURCE_MOVED, subject=page.pk)
    assert [notice.unit.slug for notice in told_to] == ["centre"]
    assert queries.waiting(cast.editor)["flagged"] == 1


def test_a_source_published_anew_flags_the_page_as_changed(
    cast: Cast, library: Library, publish: Publish
) -> None:
    case = publish()
    library.collection(case.number)
    publication.take_down(case_id=case.pk, reason="更正", actor=cast.publisher, now=NOON)
    publication.propose(
        case_id=case.pk, title="新标题", question="新问题", answer="新答复", actor=cast.dispatcher, now=NOON
    )
    publication.publish(case_id=case.pk, actor=cast.publisher, now=NOON)
    assert Source.objects.get().flag == Flag.CHANGED


def test_an_editor_who_looks_at_the_sources_clears_the_flags(
    cast: Cast, library: Library, publish: Publish
) -> None:
    case, other = publish(), publish(phone="13897210002")
    page = library.collection(case.number, other.number)
    publication.take_down(case_id=case.pk, reason="诉求人要求", actor=cast.publisher, now=NOON)
    gathering = Gathering("工程款集中解答", "导语", "0703", [(other.number, "情形")])
    collections.write(collection_id=page.pk, gathering=gathering, actor=cast.editor, now=NOON)
    assert Source.objects.get().flag == Flag.NONE
    with pytest.raises(OutOfScope):
        queries.public_collection(page.slug)
