"""Past cases go through the operations of today, at their own times, once."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fenbo.cases.lifecycle import CaseState, Move, PublicationState
from fenbo.cases.models import Case, Channel, Clock
from fenbo.cases.operations import units
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.core.lapsing import forget_all
from fenbo.importing.mapping import Rules
from fenbo.importing.models import Batch, Row
from fenbo.importing.operations import Checked, Stopped, Taken, check, take
from fenbo.importing.tables import Unreadable, fingerprint
from fenbo.journal.queries import count_moves, events_of
from tests.importing.makers import NOW, ROWS, changed, csv_file, workbook
from tests.racing import holding

pytestmark = pytest.mark.usefixtures("seeded")
WHOLE = [
    "receive",
    "dispatch",
    "sign_in",
    "start",
    "reply_order",
    "reply",
    "issue",
    "accept_reply",
    "close",
    "propose",
    "publish",
]
RECEIVED = datetime(2019, 4, 24, 16, 3, 40, tzinfo=SHANGHAI)
REPLIED = datetime(2019, 5, 9, 9, 49, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_all()
    yield
    forget_all()


def bring(path: Path, rules: Rules | None = None, *, skip: bool = False) -> Taken:
    rules = rules or Rules()
    checked = check(path, rules, now=NOW)
    assert skip or not checked.problems
    return take(path, rules, checked, now=NOW, skip_refused=skip)


def case(origin: str) -> Case:
    return Case.objects.get(origin=origin)


def test_an_answered_case_has_its_whole_way_at_its_own_times(tmp_path: Path) -> None:
    assert bring(csv_file(tmp_path)).now == 3
    done = case("71")
    assert (done.state, done.publication_state) == (CaseState.CLOSED, PublicationState.PUBLISHED)
    assert (done.received_at, done.answered_at, done.settled_at) == (RECEIVED, REPLIED, REPLIED)
    assert (done.channel, str(done.lead_unit)) == (Channel.IMPORT, "省住房城乡建设厅")
    way = list(events_of(done.pk))
    assert [event.move for event in way] == WHOLE
    assert {event.at for event in way[:4]} == {RECEIVED}
    assert {event.at for event in way[4:]} == {REPLIED}
    assert {event.actor_name for event in way} <= {"导入", "系统"}


def test_the_requester_gets_the_very_words_of_the_old_reply(tmp_path: Path) -> None:
    bring(csv_file(tmp_path))
    assert case("72").answers.get().text == ROWS[1][4]


def test_a_case_without_a_reply_waits_at_the_centre(tmp_path: Path) -> None:
    bring(csv_file(tmp_path))
    waiting = case("73")
    assert waiting.state == CaseState.RECEIVED
    assert waiting.title == "小学门口早晚高峰堵车严重，希望交警来疏导。"
    assert Clock.objects.filter(case=waiting, stopped_at=None).count() == 1


def test_no_clock_of_an_answered_case_runs_on(tmp_path: Path) -> None:
    bring(csv_file(tmp_path))
    assert not Clock.objects.filter(case=case("71"), stopped_at=None).exists()


def test_what_was_not_public_stays_so(tmp_path: Path) -> None:
    bring(csv_file(tmp_path), Rules(defaults={"publish": "0"}))
    assert case("71").publication_state == PublicationState.WITHHELD


def test_a_report_of_wrongdoing_is_never_published(tmp_path: Path) -> None:
    bring(csv_file(tmp_path), Rules(defaults={"kind": "report"}))
    assert case("71").publication_state == PublicationState.WITHHELD


def test_the_counts_are_those_of_their_own_days(tmp_path: Path) -> None:
    bring(csv_file(tmp_path))
    before = count_moves([Move.RECEIVE, Move.CLOSE], at=datetime(2019, 4, 30, tzinfo=SHANGHAI))
    after = count_moves([Move.RECEIVE, Move.CLOSE], at=datetime(2019, 6, 1, tzinfo=SHANGHAI))
    assert (before[Move.RECEIVE], before[Move.CLOSE]) == (3, 0)
    assert (after[Move.RECEIVE], after[Move.CLOSE]) == (3, 2)


def test_a_second_run_brings_nothing_twice(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    bring(path)
    again = bring(path)
    assert (again.now, again.before) == (0, 3)
    assert Case.objects.count() == 3
    assert Batch.objects.get().finished_at == NOW


def test_the_same_rows_in_another_file_are_noticed(tmp_path: Path) -> None:
    bring(csv_file(tmp_path))
    found = check(workbook(tmp_path), Rules(), now=NOW)
    assert found.bad == {2, 3, 4}
    assert {problem.reason for problem in found.problems} == {"was imported already from another file"}


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    checked = check(path, Rules(), now=NOW)

    def interrupt(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(path, Rules(), checked, now=NOW, progress=interrupt)
    assert Row.objects.count() == 1
    assert Batch.objects.get().finished_at is None
    again = bring(path)
    assert (again.now, again.before) == (2, 1)
    assert Case.objects.count() == Row.objects.count() == 3


def test_a_row_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_given: object) -> None:
        raise InvalidInput("不行")

    monkeypatch.setattr(units, "reply", fail)
    path = csv_file(tmp_path)
    with pytest.raises(Stopped, match="row 2: 不行") as stopped:
        bring(path)
    assert stopped.value.problem.row == 2
    assert not Case.objects.exists()
    left = bring(path, skip=True)
    assert (left.now, [problem.row for problem in left.problems]) == (1, [2, 3])


def test_bad_rows_are_left_out_when_that_is_wanted(tmp_path: Path) -> None:
    path = csv_file(tmp_path, changed(0, received_at="昨天"))
    assert bring(path, skip=True).now == 2
    assert not Case.objects.filter(origin="71").exists()


def test_a_workbook_is_taken_like_a_csv(tmp_path: Path) -> None:
    assert bring(workbook(tmp_path)).now == 3
    assert case("71").received_at == RECEIVED


def test_two_processes_do_not_import_one_file_at_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path)
    lock = int.from_bytes(fingerprint(path)[:8], "big", signed=True)
    with holding(lock), pytest.raises(Unreadable, match="another process"):
        take(path, Rules(), Checked(), now=NOW)


def test_a_row_costs_as_many_queries_in_a_long_file_as_in_a_short_one(tmp_path: Path) -> None:
    def cost(rows: int) -> float:
        many = [
            (f"{rows}-{n}", f"标题{n}", ROWS[0][2], f"第{n}件事情，请核实", "已办理", ROWS[0][5])
            for n in range(rows)
        ]
        path = csv_file(tmp_path, many)
        checked = check(path, Rules(), now=NOW)
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            take(path, Rules(), checked, now=NOW)
        return len(queries) / rows

    assert cost(8) <= cost(2)
