"""The rows of the queue. In Python, since they stand thirty times on the page that is opened most (decision 0019)."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fenbo.cases.models import Case, Clock, WorkOrder
from fenbo.catalogue.kinds import Urgency
from fenbo.directory.models import Unit
from fenbo.look.templatetags.look import clock, moment, status


@dataclass(frozen=True, slots=True)
class Row:
    """A case; where it waits for work, also the clock that runs, the order that it is about, the unit proposed for it."""

    case: Case
    clock: Clock | None = None
    order: WorkOrder | None = None
    proposed: Unit | None = None


def queue_rows(rows: Iterable[Row], *, as_work: bool, may_pick: bool, name_complex: bool) -> SafeString:
    """`<tr>` for each: as work with the time that is left, to be picked where a batch may be made of them."""
    drawing = _Drawing(as_work=as_work, may_pick=may_pick, name_complex=name_complex)
    return SafeString("\n".join(map(drawing.row, rows)))


class _Drawing:
    """What is the same in every row of a page is made once: the words that stand before a cell on a telephone."""

    def __init__(self, *, as_work: bool, may_pick: bool, name_complex: bool) -> None:
        self.as_work, self.may_pick, self.name_complex = as_work, may_pick, name_complex
        self.pick = _("选取 %(number)s")
        self.left, self.kind, self.category = _("剩余时间"), _("类型"), _("分类")
        self.region, self.received, self.number = _("地区"), _("受理"), _("编号")
        self.unit, self.state, self.proposal = _("单位"), _("状态"), _("建议")
        self.complex, self.secret = _("疑难"), _("保密")

    def row(self, row: Row) -> str:
        case = row.case
        kind = f"{case.get_kind_display()} · {case.get_channel_display()}"
        cells = [
            self._pick(case) if self.may_pick else "",
            _cell(self.left, _left(row.clock), "nowrap") if self.as_work else "",
            self._title(case),
            _cell(self.kind, escape(kind), "nowrap"),
            _cell(self.category, _named(case.category), "" if case.category else "brief-hide"),
            _cell(self.region, _named(case.region), "nowrap" if case.region else "nowrap brief-hide"),
            self._unit(row) if self.as_work else self._state(case),
            _cell(self.received, moment(case.received_at), "nowrap brief-hide"),
            _cell(self.number, escape(str(case)), "nowrap"),
        ]
        return f"<tr>{''.join(cells)}</tr>"

    def _pick(self, case: Case) -> str:
        label = escape(self.pick % {"number": case})
        return (
            f'<td class="table__pick"><label><span class="hidden">{label}</span>'
            f'<input type="checkbox" name="pick" value="{case.pk}"></label></td>'
        )

    def _title(self, case: Case) -> str:
        address = reverse("console:case", args=[case.pk])
        told = [f'<a class="row-link" href="{address}">{escape(case.title)}</a>']
        if case.urgency != Urgency.ORDINARY:
            told.append(status("urgent", case.get_urgency_display(), tone="bad"))
        if case.is_complex and self.name_complex:
            told.append(f'<span class="tag tag--warn">{escape(self.complex)}</span>')
        if case.is_secret:
            told.append(f'<span class="tag">{escape(self.secret)}</span>')
        return f'<th scope="row">{" ".join(told)}</th>'

    def _unit(self, row: Row) -> str:
        """Who works on it; before that, who is proposed."""
        unit = row.order.unit if row.order else row.proposed or row.case.lead_unit
        told = _named(unit)
        if row.proposed and not row.order:
            told = f'<span class="small">{escape(self.proposal)}</span> {told}'
        return _cell(self.unit, told, "" if unit else "brief-hide")

    def _state(self, case: Case) -> str:
        state = status(case.state, case.get_state_display())
        return _cell(self.state, f"{state} {escape(str(case.lead_unit))}" if case.lead_unit else state)


def _cell(label: str, content: str, kinds: str = "") -> str:
    """`content` is HTML."""
    kind = f' class="{kinds}"' if kinds else ""
    return f'<td data-label="{escape(label)}"{kind}>{content}</td>'


def _left(running: Clock | None) -> str:
    return clock(running.due_at, running.started_at) if running else ""


def _named(something: object | None) -> str:
    return escape(str(something)) if something else "—"
