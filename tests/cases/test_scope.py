"""Who sees what and who may make which move, exhaustively: every duty, everywhere, against every move."""

from collections.abc import Iterator
from typing import Any

import pytest

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, WorkOrder
from fenbo.cases.operations import centre, privacy, recalling, units
from fenbo.cases.scope import GRANTS, Action, may, visible_cases, visible_orders
from fenbo.catalogue.kinds import Kind
from fenbo.core.errors import MissingDuty, OutOfScope
from fenbo.core.lapsing import forget_all
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from tests.cases.making import PHONE, Stage
from tests.cases.moving import ON_CASES, ON_ORDERS, Hand

LETTERS = {
    "T": Duty.TAKE_IN, "D": Duty.DISPATCH, "R": Duty.REVIEW, "P": Duty.PUBLISH, "F": Duty.FOLLOW_UP,
    "S": Duty.SUPERVISE, "L": Duty.LEAD, "E": Duty.EDIT, "A": Duty.AUDIT, "H": Duty.HANDLE,
}  # fmt: skip

# Which duty is enough, held at the centre, at the unit that has the order, at the one that gave it, at one above;
# then whether the requester may; then whether anybody at all may.
MATRIX = """
                    centre     holder  giver   above   requester  anyone
read                TDRPFSLEA  HSL     HSL     HSL     yes        -
read_requester      TDRFS      H       -       -       -          -
read_files          TDRPFSLE   HSL     HSL     HSL     yes        -
read_journal        TDRPFSLEA  HSL     HSL     HSL     -          -
read_internal       TDRPFSLE   HSL     HSL     HSL     -          -
attach              TD         H       -       -       yes        -
draft               TD         -       -       -       -          -
receive             TD         -       -       -       -          yes
discard             TD         -       -       -       -          -
answer_at_once      TD         -       -       -       -          -
not_accept          TD         -       -       -       -          -
ask_info            TD         H       -       -       -          -
supply_info         TD         -       -       -       yes        -
lapse_info          -          -       -       -       -          -
dispatch            D          -       -       -       -          -
redispatch          D          -       -       -       -          -
recall              D          -       -       -       -          -
start               -          H       -       -       -          -
interim             RD         -       -       -       -          -
reply               -          H       -       -       -          -
send_back           RD         -       -       -       -          -
issue               RD         -       -       -       -          -
close               RD         -       -       -       -          -
follow_up           F          -       -       -       -          -
rate                -          -       -       -       yes        -
second_handling     FDS        -       -       -       yes        -
hand_off            D          -       -       -       -          -
bring_back          D          -       -       -       -          -
merge               D          -       -       -       -          -
split               D          -       -       -       -          -
join                D          -       -       -       -          -
withdraw            TD         -       -       -       yes        -
archive             D          -       -       -       -          -
reopen              DS         -       -       -       -          -
correct             TD         -       -       -       -          -
mark_complex        D          -       -       -       -          -
note                TDRFSL     H       -       -       -          -
decide              DL         -       -       -       -          -
remind              TDS        -       -       -       yes        -
supervise           SL         -       -       -       -          -
reveal              TDRF       H       -       -       -          -
ask_machine         TDR        H       -       -       -          -
sign_in             -          H       -       -       -          -
contact             -          H       -       -       -          -
delegate            -          H       -       -       -          -
ask_co_unit         -          H       -       -       -          -
ask_return          -          H       -       -       -          -
agree_return        D          -       H       -       -          -
refuse_return       D          -       H       -       -          -
ask_extension       -          H       -       -       -          -
grant_extension     D          -       -       -       -          -
refuse_extension    D          -       -       -       -          -
reply_interim       -          H       -       -       -          -
reply_order         -          H       -       -       -          -
send_back_order     RD         -       H       -       -          -
accept_reply        RD         -       H       -       -          -
cancel_order        D          -       H       -       -          -
propose             PRD        -       -       -       -          -
publish             P          -       -       -       -          -
withhold            P          -       -       -       -          -
take_down           P          -       -       -       -          -
keep_public         P          -       -       -       -          -
ask_take_down       -          -       -       -       yes        -
"""
HEAD, *ROWS = [line.split() for line in MATRIX.strip().splitlines()]
EXPECTED = {row[0]: dict(zip(HEAD, row[1:], strict=True)) for row in ROWS}
# The units that have a report of wrongdoing or a confidential case never learn who brought it.
SECRET = {"read_requester", "read_files", "reveal", "ask_machine"}
# Where a duty may be held, seen from the order: the unit of each place in the province below.
PLACES = {
    "centre": "centre",
    "holder": "chengdong",
    "giver": "group-finance",
    "above": "xining",
    "elsewhere": "commerce",
}


@pytest.fixture
def order(stage: Stage) -> WorkOrder:
    """A group leads and has asked a county, which stands beneath its prefecture."""
    return stage.ask_co_unit(stage.signed("group-finance"), "chengdong")


@pytest.fixture
def secret(stage: Stage) -> WorkOrder:
    return stage.ask_co_unit(stage.signed("group-finance", kind=Kind.REPORT), "chengdong")


def holding(stage: Stage, duty: Duty, place: str) -> Actor:
    post = frozenset({(duty, stage.unit(PLACES[place]).pk)})
    return Actor(kind=ActorKind.STAFF, staff_id=1, name="某人", posts=post)


def everybody(stage: Stage) -> Iterator[tuple[Duty, str, Actor]]:
    for duty in Duty:
        for place in PLACES:
            yield duty, place, holding(stage, duty, place)


def expected(what: str, duty: Duty, place: str, *, secret: bool = False) -> bool:
    row = EXPECTED[what]
    if row["anyone"] == "yes":
        return True
    if place == "elsewhere" or (secret and place != "centre" and what in SECRET):
        return False
    return duty in {LETTERS[letter] for letter in row[place] if letter in LETTERS}


def test_the_matrix_has_a_row_for_every_move_and_action() -> None:
    assert set(EXPECTED) == {what.value for what in GRANTS} == {*Move.values, *map(str, Action)}


@pytest.mark.parametrize("is_secret", [False, True])
def test_a_duty_held_somewhere_allows_what_the_matrix_says(
    is_secret: bool, stage: Stage, order: WorkOrder, secret: WorkOrder
) -> None:
    of = secret if is_secret else order
    assert of.case.is_secret == is_secret
    wrong = [
        (what.value, duty.value, place)
        for duty, place, actor in everybody(stage)
        for what in GRANTS
        if may(actor, what, of.case, of) != expected(what.value, duty, place, secret=is_secret)
    ]
    assert wrong == []


def test_requesters_the_public_and_the_system(stage: Stage, order: WorkOrder) -> None:
    mine, others = stage.requester(order.case), stage.requester(stage.received())
    for what in GRANTS:
        row = EXPECTED[what.value]
        anyone = row["anyone"] == "yes"
        assert may(mine, what, order.case) == (anyone or row["requester"] == "yes"), what
        assert may(others, what, order.case) == anyone, what
        assert may(Actor.public(), what, order.case) == anyone, what
        assert may(Actor.system(), what, order.case), what


def test_without_an_order_any_live_order_of_the_case_counts(stage: Stage, order: WorkOrder) -> None:
    lead = holding(stage, Duty.HANDLE, "giver")
    assert may(lead, Move.ASK_INFO, order.case)
    assert not may(lead, Move.ASK_INFO, order.case, order), "the county's order is not the group's"


def test_confidential_cases_are_as_secret_as_reports(stage: Stage) -> None:
    order = stage.signed(is_confidential=True)
    assert not may(stage.handler(order), Action.READ_REQUESTER, order.case, order)
    assert may(stage.person("agent1"), Action.READ_REQUESTER, order.case)


def test_whoever_may_read_a_case_finds_it_in_lists_and_nobody_else(stage: Stage, order: WorkOrder) -> None:
    wrong = [
        (duty.value, place)
        for duty, place, actor in everybody(stage)
        if visible_cases(actor).filter(pk=order.case_id).exists() != may(actor, Action.READ, order.case)
    ]
    assert wrong == []


def test_requesters_see_their_cases_the_public_none_and_the_system_all(
    stage: Stage, order: WorkOrder
) -> None:
    other = stage.received()
    assert list(visible_cases(stage.requester(order.case))) == [order.case]
    assert not visible_cases(Actor.public()).exists()
    assert set(visible_cases(Actor.system())) == {order.case, other}


def test_orders_are_seen_by_their_unit_its_giver_those_above_and_the_centre(
    stage: Stage, order: WorkOrder
) -> None:
    lead = stage.order(order.case, "group-finance")
    seen = {place: set(visible_orders(holding(stage, Duty.HANDLE, place))) for place in PLACES}
    assert seen == {
        "centre": {lead},  # handling is no duty of the centre's, but the group stands beneath it
        "holder": {order},
        "giver": {lead, order},
        "above": {order},
        "elsewhere": set(),
    }
    assert set(visible_orders(holding(stage, Duty.DISPATCH, "centre"))) == {lead, order}
    for actor in (stage.requester(order.case), Actor.public()):
        assert not visible_orders(actor).exists()


def test_a_county_does_not_see_what_its_prefecture_has(stage: Stage) -> None:
    order = stage.signed("xining")
    assert not visible_cases(stage.handler("chengdong")).filter(pk=order.case_id).exists()


class As(Stage):
    """A stage on which everything is done by one and the same person."""

    actor: Actor

    @property
    def dispatcher(self) -> Actor:
        return self.actor

    def handler(self, at: str | WorkOrder) -> Actor:
        return self.actor

    def requester(self, *cases: Case) -> Actor:  # type: ignore[override]
        return self.actor


def acted_by(actor: Actor, stage: Stage, *others: Case) -> Hand:
    impostor = As(now=stage.now)
    impostor.actor = actor
    return Hand(impostor, lambda among: among[0], others)


BY_PEOPLE = [move for move in ON_CASES if move != Move.LAPSE_INFO]


@pytest.mark.parametrize("move", BY_PEOPLE)
def test_a_case_out_of_scope_is_not_found_whatever_is_tried(move: Move, stage: Stage) -> None:
    order, other = stage.signed(), stage.signed()
    outsider = acted_by(stage.handler("commerce"), stage, other.case)
    with pytest.raises(OutOfScope):
        ON_CASES[move](outsider, order.case).run()


@pytest.mark.parametrize("move", BY_PEOPLE)
def test_a_case_in_scope_without_the_duty_is_refused_whatever_is_tried(move: Move, stage: Stage) -> None:
    order, other = stage.signed(), stage.signed()
    leader = Actor(
        kind=ActorKind.STAFF, name="厅领导", posts=frozenset({(Duty.LEAD, stage.unit("justice").pk)})
    )
    with pytest.raises(MissingDuty):
        ON_CASES[move](acted_by(leader, stage, other.case), order.case).run()


@pytest.mark.parametrize("move", ON_ORDERS)
def test_an_order_out_of_scope_is_not_found_whatever_is_tried(move: Move, stage: Stage) -> None:
    outsider = acted_by(stage.handler("commerce"), stage)
    with pytest.raises(OutOfScope):
        ON_ORDERS[move](outsider, stage.signed()).run()


@pytest.mark.parametrize("move", ON_ORDERS)
def test_an_order_in_scope_without_the_duty_is_refused_whatever_is_tried(move: Move, stage: Stage) -> None:
    order = stage.delegate(stage.signed(), "prisons")
    leader = Actor(
        kind=ActorKind.STAFF, name="厅领导", posts=frozenset({(Duty.LEAD, stage.unit("justice").pk)})
    )
    with pytest.raises(MissingDuty):
        ON_ORDERS[move](acted_by(leader, stage), order).run()


def test_a_draft_reply_is_the_handlers_own(stage: Stage) -> None:
    order = stage.delegate(stage.signed(), "prisons")
    with pytest.raises(MissingDuty):
        units.save_reply_draft(order_id=order.pk, text="代拟", actor=stage.handler("justice"), now=stage.now)


@pytest.mark.parametrize("about", [{"kind": Kind.REPORT}, {"is_confidential": True}])
def test_the_unit_never_learns_who_reported_and_the_centre_may(stage: Stage, about: dict[str, Any]) -> None:
    order = stage.signed(**about)
    with pytest.raises(MissingDuty):
        privacy.reveal(case_id=order.case_id, reason="联系", actor=stage.handler(order), now=stage.now)
    told = privacy.reveal(case_id=order.case_id, reason="核实", actor=stage.person("agent1"), now=stage.now)
    assert told.phone == PHONE


def test_a_case_that_becomes_confidential_is_closed_to_its_unit_at_once(stage: Stage) -> None:
    order = stage.signed()
    assert may(stage.handler(order), Action.READ_REQUESTER, order.case)
    centre.correct(
        case_id=order.case_id,
        changes=centre.Changes(is_confidential=True),
        actor=stage.dispatcher,
        now=stage.now,
    )
    order.case.refresh_from_db()
    assert not may(stage.handler(order), Action.READ_REQUESTER, order.case)


def test_a_unit_whose_return_was_agreed_loses_sight_of_the_case(stage: Stage) -> None:
    order = stage.signed("commerce")
    handler = stage.handler("commerce")
    stage.ask_return(order)
    assert visible_cases(handler).filter(pk=order.case_id).exists(), "until it is decided it is still theirs"
    stage.agree_return(order, to="justice")
    assert not visible_cases(handler).exists()
    assert not visible_orders(handler).exists()
    with pytest.raises(OutOfScope):
        units.sign_in(order_id=order.pk, actor=handler, now=stage.now)


def test_units_lose_sight_when_the_centre_takes_the_case_back(stage: Stage) -> None:
    order = stage.signed("justice", co=("commerce",))
    stage.delegate(order, "prisons")
    centre.recall(case_id=order.case_id, reason="分错了", actor=stage.dispatcher, now=stage.now)
    for slug in ("justice", "commerce", "prisons"):
        assert not visible_cases(stage.handler(slug)).exists()


def test_a_sub_unit_loses_sight_when_its_order_is_taken_back(stage: Stage) -> None:
    child = stage.delegate(stage.signed(), "prisons")
    recalling.take_back(order_id=child.pk, reason="本单位自办", actor=stage.handler("justice"), now=stage.now)
    assert not visible_cases(stage.handler("prisons")).exists()


def test_a_unit_still_sees_what_it_has_answered(stage: Stage) -> None:
    case = stage.closed()
    assert list(visible_cases(stage.handler("justice"))) == [case]


def test_units_below_finds_every_depth_and_survives_a_loop(stage: Stage) -> None:
    prefecture, county, street = (
        stage.unit("xining"),
        stage.unit("chengdong"),
        Unit.objects.filter(parent__slug="chengdong").earliest("id"),
    )
    assert {prefecture.pk, county.pk, street.pk} <= scope.units_below(frozenset({prefecture.pk}))
    assert prefecture.pk not in scope.units_below(frozenset({county.pk}))
    Unit.objects.filter(pk=prefecture.pk).update(parent=street)
    forget_all()
    assert {prefecture.pk, county.pk, street.pk} <= scope.units_below(frozenset({street.pk}))
    assert stage.unit("justice").pk not in scope.units_below(frozenset({street.pk}))
