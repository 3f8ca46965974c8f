"""An answer given from an entry cites the version that was read."""

import pytest

from fenbo.cases.models import Answer
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.journal.queries import events_of
from fenbo.knowledge.lifecycle import Move
from fenbo.knowledge.operations import entries
from fenbo.knowledge.operations.answering import answer_from_entry
from tests.cast import NOON, Cast
from tests.knowledge.stage import Library


def test_the_answer_has_the_entrys_text_and_names_its_version(cast: Cast, library: Library) -> None:
    entry = library.entry()
    library.revised(entry, answer="第二版的答复。")
    case = cast.received()
    answer_from_entry(case_id=case.pk, entry_id=entry.pk, actor=cast.agent, now=NOON)
    answer = Answer.objects.get(case=case)
    assert answer.text == "第二版的答复。"
    assert answer.basis == "《中小企业促进法》第五十三条（知识库“政府项目拖欠工程款怎么要”第 2 版）"


def test_the_entry_remembers_where_it_was_cited(cast: Cast, library: Library) -> None:
    entry, case = library.entry(), cast.received()
    answer_from_entry(case_id=case.pk, entry_id=entry.pk, actor=cast.agent, now=NOON)
    cited = events_of(entry.pk).get(move=Move.CITE)
    assert cited.facts == {"number": 1, "case": str(case.pk)}


def test_an_agent_may_say_it_in_other_words(cast: Cast, library: Library) -> None:
    case = cast.received()
    answer_from_entry(
        case_id=case.pk, entry_id=library.entry().pk, text="您好，请先备好合同。", actor=cast.agent, now=NOON
    )
    assert Answer.objects.get(case=case).text == "您好，请先备好合同。"


def test_when_the_case_cannot_be_answered_nothing_was_cited(cast: Cast, library: Library) -> None:
    entry, case = library.entry(), cast.received()
    with pytest.raises(MissingDuty):
        answer_from_entry(case_id=case.pk, entry_id=entry.pk, actor=cast.supervisor, now=NOON)
    assert not events_of(entry.pk).filter(move=Move.CITE).exists()


def test_nobody_answers_from_what_is_retired(cast: Cast, library: Library) -> None:
    entry, case = library.entry(), cast.received()
    entries.retire(entry_id=entry.pk, reason="停用", actor=cast.editor, now=NOON)
    with pytest.raises(OutOfScope):
        answer_from_entry(case_id=case.pk, entry_id=entry.pk, actor=cast.agent, now=NOON)
