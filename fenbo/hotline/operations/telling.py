"""Writing calls down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.catalogue.queries import category_codes
from fenbo.core.errors import InvalidInput
from fenbo.core.secrets import blind_index
from fenbo.hotline.models import Call, CallOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the telephone platform tells of a call when it is over. Times are in seconds."""

    call_id: str
    began_at: datetime
    rang_seconds: int
    talked_seconds: int = 0
    outcome: CallOutcome
    category: str | None = None
    case_id: UUID | None = None
    phone: str = ""


def record_call(told: Told) -> Call:
    """Keep one call; the same call told again is the row that is there already.

    Raises InvalidInput for an unknown category, and where outcome, case and time talked contradict each other.
    """
    if told.category and told.category not in category_codes():
        raise InvalidInput(_("没有这个分类，请重新选择。"), field="category")
    if (told.outcome == CallOutcome.WORK_ORDER) != (told.case_id is not None):
        raise InvalidInput(_("转为诉求的来电要写明是哪一件，其他来电不写。"), field="case")
    if told.outcome == CallOutcome.ABANDONED and told.talked_seconds:
        raise InvalidInput(_("未接通的来电没有通话时间。"), field="talked_seconds")
    call, _created = Call.objects.get_or_create(
        call_id=told.call_id,
        defaults={
            "began_at": told.began_at,
            "rang_seconds": told.rang_seconds,
            "talked_seconds": told.talked_seconds,
            "outcome": told.outcome,
            "category_id": told.category,
            "case_id": told.case_id,
            "phone": told.phone,
            "phone_index": blind_index(told.phone) if told.phone else b"",
        },
    )
    return call
