"""Taking a request in (统一受理), whatever the channel."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric, uscc

from fenbo.cases import scope, words
from fenbo.cases.lifecycle import START, Move
from fenbo.cases.models import Case, Channel, Identity, Requester, RequesterKind
from fenbo.cases.operations.centre import check_codes
from fenbo.cases.operations.texts import clean, optional
from fenbo.cases.operations.turn import Turn, turn
from fenbo.catalogue.hops import Hop
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput
from fenbo.core.ids import new_id, new_query_code, public_number
from fenbo.core.secrets import blind_index
from fenbo.directory.actors import Actor

LONGEST = {
    "content": 20_000,
    "title": 120,
    "wish": 500,
    "place": 200,
    "target": 200,
    "call_id": 64,
    "recording": 200,
    "origin": 64,
}
WHO_LONGEST = {"name": 60, "phone": 40, "email": 120, "id_number": 40, "firm_name": 120, "firm_code": 40}
SHORTEST = 5
PHONE = re.compile(r"\+?[0-9]{5,20}")
NOT_YET = _("发生日期不能晚于今天。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The requester as told. Nothing is asked for that the case does not need (PIPL, article 6)."""

    kind: RequesterKind = RequesterKind.PERSON
    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    firm_name: str = ""
    firm_code: str = ""
    is_anonymous: bool = False
    is_verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is brought. Codes are those of the catalogue and of GB/T 2260."""

    kind: Kind
    title: str
    content: str
    channel: Channel
    who: Who = field(default_factory=Who)
    category: str | None = None
    region: str | None = None
    urgency: Urgency = Urgency.ORDINARY
    wish: str = ""
    place: str = ""
    target: str = ""
    occurred_on: date | None = None
    call_id: str = ""
    recording: str = ""
    origin: str = ""
    is_confidential: bool = False
    may_publish: bool = False


def submit(*, request: Request, actor: Actor, now: datetime, submission_key: UUID | None = None) -> Case:
    """Receive a request and start the dispatch clock; the same submission key again gives the same case again.

    Raises InvalidInput, naming the field, when there is nothing to act on or a number cannot be right.
    """
    request = _checked(request, now)
    try:
        with transaction.atomic():
            mine = _new_case(request, actor, now, submission_key)
            mine.follow(Move.RECEIVE, channel=request.channel, kind=request.kind)
            mine.start_clock(Hop.DISPATCH, scope.centre_id())
            mine.end()
            return mine.case
    except IntegrityError:
        known = submission_key and Case.objects.filter(submission_key=submission_key).first()
        if not known:
            raise
        return known


def save_draft(*, request: Request, actor: Actor, now: datetime) -> Case:
    """Keep what an agent has typed so far as a draft, which no clock runs against."""
    with transaction.atomic():
        mine = _new_case(_cleaned(request), actor, now, None)
        mine.make(Move.DRAFT, channel=request.channel)
        mine.case.received_at = None
        mine.end()
        return mine.case


def submit_draft(*, case_id: UUID, request: Request, actor: Actor, now: datetime) -> Case:
    """Turn a draft into a received case with its final text."""
    request = _checked(request, now)
    with turn(case_id, actor=actor, now=now) as mine:
        # Anybody may bring a request, but only those who draft may finish a draft.
        scope.require(actor, Move.DRAFT, mine.case)
        mine.make(Move.RECEIVE, channel=request.channel, kind=request.kind)
        fields = _case_fields(request)
        mine.set(**fields, received_at=now, words=words.vector(request.title, request.content))
        fresh = _requester(request.who)
        fresh.pk = mine.case.requester_id
        fresh.save(force_update=True)
        mine.start_clock(Hop.DISPATCH, scope.centre_id())
        return mine.case


def discard_draft(*, case_id: UUID, actor: Actor, now: datetime) -> Case:
    """Give a draft up; it was never received and is in no count."""
    with turn(case_id, actor=actor, now=now) as mine:
        mine.make(Move.DISCARD)
        return mine.case


def _checked(request: Request, now: datetime) -> Request:
    """The request cleaned, or InvalidInput."""
    request = _cleaned(request)
    if len(request.content) < SHORTEST:
        raise InvalidInput(_("请写明发生了什么事，至少五个字。"), field="content")
    if request.occurred_on and request.occurred_on > now.astimezone(SHANGHAI).date():
        raise InvalidInput(NOT_YET, field="occurred_on")
    _check_who(request.who)
    return replace(request, title=request.title or clean(request.content)[:40])


def _cleaned(request: Request) -> Request:
    """Texts that can be stored, and codes that exist: as much as a draft must have."""
    texts: dict[str, Any] = {
        name: optional(getattr(request, name), field=name, most=most) for name, most in LONGEST.items()
    }
    texts["title"] = clean(texts["title"])
    check_codes(request.category, request.region)
    return replace(request, **texts, who=_cleaned_who(request.who))


def _cleaned_who(who: Who) -> Who:
    """Numbers as one writes them without spaces, in half width, so that the same number has the same index."""
    if who.is_anonymous:
        return Who(kind=who.kind, is_anonymous=True)
    texts: dict[str, Any] = {
        name: clean(optional(getattr(who, name), field=name, most=most)) for name, most in WHO_LONGEST.items()
    }
    for name in ("phone", "id_number", "firm_code"):
        plain = unicodedata.normalize("NFKC", texts[name]).upper()
        texts[name] = re.sub(r"[\s\-—()]", "", plain)
    return replace(who, **texts)


def _check_who(who: Who) -> None:
    if who.phone and not PHONE.fullmatch(who.phone):
        raise InvalidInput(_("电话号码不对，请只填数字，例如手机号 11 位。"), field="phone")
    if who.id_number and not ric.is_valid(who.id_number):
        raise InvalidInput(_("身份证号的校验位不对，请核对。"), field="id_number")
    if who.firm_code and not uscc.is_valid(who.firm_code):
        raise InvalidInput(_("统一社会信用代码的校验位不对，请核对。"), field="firm_code")


def _new_case(request: Request, actor: Actor, now: datetime, submission_key: UUID | None) -> Turn:
    case = Case(
        id=new_id(),
        state=START,
        number=public_number(now.astimezone(SHANGHAI).date(), _next_serial()),
        query_code=new_query_code(),
        submission_key=submission_key,
        requester=_requester(request.who),
        received_at=now,
        words=words.vector(request.title, request.content),
        **_case_fields(request),
    )
    return Turn(case, actor, now)


def _case_fields(request: Request) -> dict[str, Any]:
    names = (
        "kind", "title", "content", "channel", "urgency", "wish", "place", "target", "occurred_on", "call_id",
        "recording", "origin", "is_confidential", "may_publish",
    )  # fmt: skip
    fields = {name: getattr(request, name) for name in names}
    return {**fields, "category_id": request.category, "region_id": request.region}


def _requester(who: Who) -> Requester:
    identity = Identity.SELF_DECLARED
    if who.is_anonymous:
        identity = Identity.ANONYMOUS
    elif who.is_verified:
        identity = Identity.VERIFIED
    return Requester(
        kind=who.kind,
        identity=identity,
        name=who.name,
        phone=who.phone,
        phone_index=_index(who.phone),
        email=who.email,
        id_number=who.id_number,
        id_number_index=_index(who.id_number),
        firm_name=who.firm_name,
        firm_code=who.firm_code,
        firm_code_index=_index(who.firm_code),
    )


def _index(text: str) -> bytes:
    return blind_index(text) if text else b""


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        return int(cursor.fetchone()[0])
