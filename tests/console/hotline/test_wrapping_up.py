"""After a call: what it came to, what about, a note; for a limited time, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fenbo.catalogue.models import Category
from fenbo.core import clock, lapsing
from fenbo.core.clock import frozen
from fenbo.hotline.jobs import end_wrap_ups
from fenbo.hotline.models import Call, CallOutcome, CallState, Presence, Queue
from fenbo.hotline.operations.laying import lay_defaults
from fenbo.hotline.queries import session_of
from fenbo.hotline.simulated import Simulated
from fenbo.journal.queries import events_of
from fenbo.knowledge.lifecycle import Move
from tests.cast import PHONE, Cast
from tests.console.desks import desk
from tests.knowledge.stage import Library, set_up


@pytest.fixture
def agent(cast: Cast) -> Client:
    set_up(cast)
    Category.objects.create(code="04", name="财政税收")
    Category.objects.create(code="0401", name="工程款拖欠", parent_id="04")
    lay_defaults()
    lapsing.forget_all()
    return desk(cast, "agent")


def post(client: Client, name: str, *args: object, **values: object) -> HttpResponse:
    return client.post(reverse(f"console:{name}", args=args), values)  # type: ignore[return-value]


def shown(client: Client) -> str:
    return client.get(reverse("console:hotline")).content.decode()


def talked(client: Client) -> Call:
    post(client, "hotline_sit", seat="8001")
    post(client, "hotline_presence", presence="ready")
    Simulated().call_in(line="12345", phone=PHONE)
    call = Call.objects.latest("began_at")
    post(client, "hotline_command", call.pk, "answer")
    return call


def over(client: Client) -> Call:
    call = talked(client)
    post(client, "hotline_command", call.pk, "hang_up")
    return call


def presence(cast: Cast) -> str:
    session = session_of(cast.agent)
    assert session
    return session.presence


AT_ONCE = {"outcome": "answered_at_once", "category": "0401", "note": "问的是进度款"}


def test_it_is_kept_and_in_the_journal_without_the_note(agent: Client, cast: Cast) -> None:
    call = over(agent)
    assert presence(cast) == Presence.WRAP_UP
    assert post(agent, "hotline_conclude", call.pk, **AT_ONCE).status_code == 302
    call.refresh_from_db()
    assert (call.outcome, call.category_id, call.note) == (
        CallOutcome.ANSWERED_AT_ONCE,
        "0401",
        "问的是进度款",
    )
    event = events_of(call.pk).get(move="call_concluded")
    assert event.facts == {"outcome": "answered_at_once"}
    assert presence(cast) == Presence.WRAP_UP, "only saved"
    assert "整理上一通来电" not in shown(agent)


def test_the_note_cannot_be_read_in_the_database(agent: Client) -> None:
    post(agent, "hotline_conclude", over(agent).pk, **AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM hotline_call")
        assert "进度款".encode() not in bytes(cursor.fetchone()[0])


def test_saved_and_ready_in_one_key(agent: Client, cast: Cast) -> None:
    call = over(agent)
    assert 'data-key="c"' in shown(agent)
    post(agent, "hotline_conclude", call.pk, **AT_ONCE, ready="1")
    assert presence(cast) == Presence.READY


def test_the_version_that_was_read_out_is_the_basis_and_the_entry_remembers(
    agent: Client, cast: Cast
) -> None:
    entry = Library(cast).entry()
    lapsing.forget_all()
    call = over(agent)
    said = {**AT_ONCE, "entry": "政府项目拖欠工程款怎么要"}
    assert post(agent, "hotline_conclude", call.pk, **said).status_code == 302
    call.refresh_from_db()
    assert call.basis == "《中小企业促进法》第五十三条（知识库“政府项目拖欠工程款怎么要”第 1 版）"
    assert events_of(call.pk).get(move="call_concluded").facts["basis"] == call.basis
    assert events_of(entry.pk).get(move=Move.CITE).facts == {"number": 1, "case": str(call.pk)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": ""}, "category"),
        ({"category": "没有这一类"}, "category"),
        ({"outcome": ""}, "outcome"),
        ({"outcome": "work_order"}, "outcome"),
        ({"note": "长" * 501}, "note"),
        ({"entry": "没有这一条"}, "entry"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    agent: Client, changes: dict[str, str], field: str
) -> None:
    call = over(agent)
    refused = post(agent, "hotline_conclude", call.pk, **{**AT_ONCE, **changes})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'id="id_{field}_error"' in page
    assert changes.get("note", "问的是进度款") in page
    call.refresh_from_db()
    assert (call.outcome, call.wrapped_at) == (CallOutcome.ANSWERED, None)


def test_a_call_without_a_matter_needs_no_topic(agent: Client) -> None:
    call = over(agent)
    assert post(agent, "hotline_conclude", call.pk, outcome="no_matter").status_code == 302
    call.refresh_from_db()
    assert call.outcome == CallOutcome.NO_MATTER


def test_a_call_that_became_a_case_has_its_outcome_and_takes_topic_and_note(
    agent: Client, cast: Cast
) -> None:
    old = cast.received(category="0401")
    call = talked(agent)
    post(agent, "ask_after", old.pk, call_id=call.call_id)
    post(agent, "hotline_command", call.pk, "hang_up")
    page = shown(agent)
    assert str(old) in page
    assert 'name="outcome"' not in page
    assert "0401 工程款拖欠" in page
    assert post(agent, "hotline_conclude", call.pk, category="0401", note="第二次来催").status_code == 302
    call.refresh_from_db()
    assert (call.outcome, call.note) == (CallOutcome.ASKED_AFTER, "第二次来催")


def test_it_is_said_once_by_who_spoke_after_the_call(agent: Client, cast: Cast) -> None:
    call = talked(agent)
    assert post(agent, "hotline_conclude", call.pk, **AT_ONCE).status_code == 409
    post(agent, "hotline_command", call.pk, "hang_up")
    assert post(desk(cast, "dispatcher"), "hotline_conclude", call.pk, **AT_ONCE).status_code == 404
    assert post(agent, "hotline_conclude", call.pk, **AT_ONCE).status_code == 302
    assert post(agent, "hotline_conclude", call.pk, **AT_ONCE).status_code == 409


def test_while_the_caller_rates_the_agent_wraps_up(agent: Client) -> None:
    call = over(agent)
    Call.objects.filter(pk=call.pk).update(state=CallState.RELEASED, ended_at=None)
    assert "整理上一通来电" in shown(agent)
    assert post(agent, "hotline_conclude", call.pk, **AT_ONCE).status_code == 302


def test_when_its_time_is_over_the_agent_is_ready_and_the_form_stays(agent: Client, cast: Cast) -> None:
    over(agent)
    assert "自动就绪" in shown(agent)
    now = clock.now()
    with frozen(now + timedelta(seconds=115)):
        assert end_wrap_ups(timestamp=0) == 0
    Simulated().call_in(line="12345", phone="13997210002")
    with frozen(now + timedelta(seconds=125)):
        assert end_wrap_ups(timestamp=0) == 1
        assert presence(cast) == Presence.READY
        assert Call.objects.filter(state=CallState.RINGING, seat="8001").exists(), "who waits is rung at once"
        page = shown(agent)
    assert "来电振铃" in page
    assert "整理上一通来电" in page


def test_without_a_limit_nobody_is_hurried(agent: Client) -> None:
    Queue.objects.update(wrap_seconds=0)
    over(agent)
    assert "自动就绪" not in shown(agent)
    with frozen(clock.now() + timedelta(hours=1)):
        assert end_wrap_ups(timestamp=0) == 0
