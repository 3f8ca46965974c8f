"""What a support group did not answer at once goes to the centre as a case, with everything that is known."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fenbo.cases.lifecycle import OPEN, Move
from fenbo.cases.models import Case, CaseNote, Channel
from fenbo.cases.operations import intake
from fenbo.cases.operations.turn import turn
from fenbo.cases.scope import centre_id
from fenbo.catalogue.kinds import Kind
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.directory.models import Unit
from fenbo.directory.recording import compose
from fenbo.hotline.models import (
    OPEN_INQUIRIES,
    OVER,
    Call,
    CallOutcome,
    Inquiry,
    InquiryState,
    PassedFor,
)
from fenbo.journal import operations as journal
from fenbo.notices.topics import Topic

PASSED = "inquiry_passed"
HOTLINE = Actor.system("热线")


def pass_late(*, now: datetime) -> int:
    """Give the centre every inquiry whose time is over; returns how many. Each stands on its own."""
    late = Inquiry.objects.filter(state__in=OPEN_INQUIRIES, due_at__lte=now).order_by("due_at", "id")
    return sum(_pass_if_late(key, now) for key in late.values_list("pk", flat=True))


@transaction.atomic
def _pass_if_late(key: UUID, now: datetime) -> bool:
    """False where it was answered a moment ago, or another job has it."""
    rows = Inquiry.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    inquiry = rows.filter(pk=key, state__in=OPEN_INQUIRIES, due_at__lte=now).first()
    if inquiry is None:
        return False
    to_centre(inquiry, PassedFor.LATE, actor=HOTLINE, now=now)
    return True


def to_centre(inquiry: Inquiry, why: PassedFor, *, actor: Actor, now: datetime) -> None:
    """In the caller's transaction. Where the call's own case is still open it gets a note, and there is no second."""
    call = _locked(inquiry.call_id)
    case_id = _open_case(call)
    if case_id is None:
        case_id = _received(inquiry, call, actor, now).pk
        if call is not None and call.case_id is None:
            _link(call, case_id)
    inquiry.case_id, inquiry.passed_for = case_id, why
    inquiry.state, inquiry.settled_at = InquiryState.PASSED, now
    group = Unit.objects.get(pk=inquiry.group_id)
    facts = {"to_unit": str(group), "reason": str(why), "other_case": str(case_id)}
    event = compose(inquiry, PASSED, actor=actor, at=now, facts=facts, unit_id=inquiry.group_id)
    inquiry.save()
    journal.append([event], now=now)
    words = {"group": group, "why": PassedFor(why).label, "text": inquiry.text}
    _note(case_id, _("询问%(group)s未当场解答（%(why)s）：%(text)s") % words, HOTLINE, now)


def note_answer(inquiry: Inquiry, *, now: datetime) -> None:
    """The group answered after the centre had got it."""
    assert inquiry.case_id is not None  # the database keeps every passed inquiry so
    group = Unit.objects.get(pk=inquiry.group_id)
    text = _("%(group)s的解答：%(text)s") % {"group": group, "text": inquiry.answer}
    if inquiry.basis:
        text += _("（依据：%(basis)s）") % {"basis": inquiry.basis}
    _note(inquiry.case_id, text, HOTLINE, now)


def _locked(call_id: UUID | None) -> Call | None:
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=call_id).first() if call_id else None


def _open_case(call: Call | None) -> UUID | None:
    cases = (
        Case.objects.filter(pk=call.case_id, state__in=OPEN) if call and call.case_id else Case.objects.none()
    )
    return cases.values_list("pk", flat=True).first()


def _received(inquiry: Inquiry, call: Call | None, actor: Actor, now: datetime) -> Case:
    request = intake.Request(
        kind=Kind.CONSULTATION,
        title=inquiry.text[:40],
        # Fewer than five characters would be refused, and nothing may be lost here.
        content=_("诉求人咨询：%(text)s") % {"text": inquiry.text},
        channel=Channel.HOTLINE,
        who=intake.Who(phone=_as_intake_has_it(call.phone) if call else ""),
        call_id=call.call_id if call else "",
    )
    return intake.submit(request=request, actor=actor, now=now, submission_key=inquiry.pk)


def _as_intake_has_it(phone: str) -> str:
    """A platform may tell a number that is none, such as a name: the call keeps it, the case goes without."""
    return phone if intake.PHONE.fullmatch(phone) else ""


def _link(call: Call, case_id: UUID) -> None:
    call.case_id, call.asks_after = case_id, False
    if call.state in OVER:
        call.outcome = CallOutcome.WORK_ORDER
    call.save(update_fields=["case", "asks_after", "outcome"])


def _note(case_id: UUID, text: str, actor: Actor, now: datetime) -> None:
    with turn(case_id, actor=actor, now=now) as mine:
        mine.make(Move.NOTE)
        CaseNote.objects.create(case=mine.case, text=text, written_by=actor.name, written_at=now)
        mine.tell(centre_id(), Duty.DISPATCH, Topic.INQUIRY_PASSED)
