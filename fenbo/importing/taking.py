"""One past case through the operations of today, at the times at which it happened."""

from datetime import datetime
from uuid import UUID

from fenbo.cases.lifecycle import PublicationState
from fenbo.cases.models import Case, Channel
from fenbo.cases.operations import centre, intake, review, units
from fenbo.cases.operations.intake import Request, Who
from fenbo.directory.actors import Actor
from fenbo.importing.checking import Record
from fenbo.journal import consumers
from fenbo.publication import operations as publication

IMPORTER = Actor.system("导入")
# Nobody will dispatch what was answered long ago, so nobody is advised how.
ADVICE = "dispatch.advise"


def take_in(record: Record, *, key: UUID, unit_id: int) -> Case:
    """Receive it; where it was answered, dispatch, sign in, reply, issue; where it may be public, publish.

    An old record tells when it came and when it was answered, but not when it was handed on: dispatch and sign-in
    are written at the instant of receipt. What follows from the moves happens now, not by jobs later.
    """
    advice = [] if record.replied_at is None else [ADVICE]
    with consumers.at_once(leaving_out=advice):
        at = record.received_at
        case = intake.submit(request=_request(record), actor=IMPORTER, now=at, submission_key=key)
        if record.replied_at is not None:
            _answer(case, record, unit_id, record.replied_at)
        return case


def _request(record: Record) -> Request:
    texts = record.texts
    return Request(
        kind=record.kind,
        urgency=record.urgency,
        channel=Channel.IMPORT,
        category=record.category,
        region=record.region,
        who=Who(
            name=texts["name"],
            phone=texts["phone"],
            email=texts["email"],
            is_anonymous=not any(texts[name] for name in ("name", "phone", "email")),
        ),
        is_confidential=record.is_confidential,
        may_publish=record.is_public,
        title=texts["title"],
        content=texts["content"],
        wish=texts["wish"],
        place=texts["place"],
        target=texts["target"],
        origin=texts["origin"],
    )


def _answer(case: Case, record: Record, unit_id: int, replied_at: datetime) -> None:
    received_at, texts = record.received_at, record.texts
    centre.dispatch(case_id=case.pk, lead=unit_id, actor=IMPORTER, now=received_at)
    order = case.orders.get()
    units.sign_in(order_id=order.pk, actor=IMPORTER, now=received_at)
    units.reply(order_id=order.pk, text=texts["reply"], basis=texts["basis"], actor=IMPORTER, now=replied_at)
    review.issue(case_id=case.pk, actor=IMPORTER, now=replied_at)
    # With the close came the proposal, or the decision that it is not for the public.
    if Case.objects.filter(pk=case.pk, publication_state=PublicationState.PROPOSED).exists():
        publication.publish(case_id=case.pk, actor=IMPORTER, now=replied_at)
