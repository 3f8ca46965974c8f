"""What requesters are told, in words: `wordings.csv`, of which the administration may change any."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core import tables
from fenbo.core.lapsing import Lapsing


class Text(models.TextChoices):
    """What a requester is told, the code that proves a telephone, and what staff and subscribers are sent."""

    RECEIVED = "received", _("受理通知")
    NOT_ACCEPTED = "not_accepted", _("不予受理通知")
    INFO_ASKED = "info_asked", _("请补充情况")
    INFO_LAPSED = "info_lapsed", _("逾期未补充")
    DISPATCHED = "dispatched", _("交办通知")
    HANDED_OFF = "handed_off", _("转外地通知")
    INTERIM = "interim", _("阶段答复通知")
    EXTENDED = "extended", _("延期通知")
    ANSWERED = "answered", _("答复通知")
    PUBLISHED = "published", _("公示通知")
    REOPENED = "reopened", _("再次办理通知")
    MERGED = "merged", _("并单通知")
    DIGEST = "digest", _("工单汇总")
    REPORT = "report", _("报表已做好")
    CODE = "code", _("验证码")
    SUBSCRIBED = "subscribed", _("请确认订阅")
    POLICY = "policy", _("新政策")


# A gateway takes only what it has approved: the same words, entered there. The names are the variables of the approved
# wording at Aliyun; Tencent numbers them in this order.
PLACES: Mapping[Text, tuple[str, ...]] = {
    Text.RECEIVED: ("number", "code", "site"),
    Text.DISPATCHED: ("number", "unit", "site"),
    Text.HANDED_OFF: ("number", "unit", "site"),
    Text.EXTENDED: ("number", "until", "site"),
    Text.MERGED: ("number",),
    Text.CODE: ("code",),
    Text.DIGEST: ("since", "until", "orders", "red", "amber", "site"),
    Text.REPORT: ("name", "days", "site"),
    Text.SUBSCRIBED: ("link",),
    Text.POLICY: ("title", "link", "end"),
}
# What staff are told, not requesters.
FOR_STAFF = frozenset({Text.DIGEST, Text.REPORT})
# What somebody is told who subscribed, of policies and not of a case.
FOR_SUBSCRIBERS = frozenset({Text.SUBSCRIBED, Text.POLICY})
COMMON = ("number", "site")


@dataclass(frozen=True, slots=True)
class Said:
    """How one event is told: in both languages, by which ways, and whether also at night."""

    chinese: str
    english: str
    by: frozenset[str]
    at_any_hour: bool

    def worded(self, values: Mapping[str, str], language: str = "") -> str:
        """The whole message; KeyError where a value is missing."""
        wording = self.english if language.startswith("en") else self.chinese
        return Template(wording).substitute(values)


def places_of(text: Text) -> tuple[str, ...]:
    """The names of what is filled in."""
    return PLACES.get(text, COMMON)


def _load() -> Mapping[Text, Said]:
    from fenbo.notices.models import Wording

    found = {
        Text(row["kind"]): Said(
            row["chinese"], row["english"], frozenset(row["by"].split()), bool(row["at_any_hour"])
        )
        for row in tables.rows(Path(__file__).parent / "wordings.csv")
    }
    for row in Wording.objects.all():
        ways = {"wechat": row.by_wechat, "sms": row.by_sms, "email": row.by_email}
        by = frozenset(name for name, is_used in ways.items() if is_used)
        found[Text(row.kind)] = Said(row.chinese, row.english, by, row.at_any_hour)
    return found


wordings = Lapsing(_load, seconds=60)
