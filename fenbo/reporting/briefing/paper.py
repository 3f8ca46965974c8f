"""A briefing as a sequence of blocks: what the page, the DOCX and the PDF all are drawn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fenbo.cases.models import CaseNote
from fenbo.core.clock import SHANGHAI
from fenbo.reporting.briefing.bulletin import bulletin, moment
from fenbo.reporting.briefing.gathering import Content, Mentioned, read
from fenbo.reporting.briefing.histories import day_and_hour
from fenbo.reporting.briefing.proposals import proposals
from fenbo.reporting.counts import Counts
from fenbo.reporting.models import Briefing


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A case with its lines, or a list; `id` is the case's key where there is one case."""

    title: str
    lines: Sequence[str]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is names, the others are numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` is line or bar; every series has one value for each label."""

    caption: str
    kind: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]


Block = Heading | Text | Lines | Table | Chart


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    subtitle: str
    blocks: Sequence[Block]


def paper(briefing: Briefing) -> Paper:
    """The briefing as it was made, with the decisions that were noted on its cases since."""
    content = read(briefing.content)
    blocks = [
        *_figures(content),
        *_open(content),
        *_complex(content),
        *_overdue(content),
        *_said(content),
        *_hot(content),
        *_proposals(content),
        *_decisions(briefing, content),
    ]
    made = datetime.fromisoformat(content.made_at)
    about = {"span": _span(briefing.since, briefing.until), "made": moment(made)}
    return Paper(
        str(briefing.get_edition_display()) + " · " + _span(briefing.since, briefing.until),
        _("内容为%(span)s；编制于%(made)s，在办情况以此时为准。标题已脱敏。") % about,
        blocks,
    )


def _span(since: date, until: date) -> str:
    first = _("%(year)s年%(month)s月%(day)s日") % {"year": since.year, "month": since.month, "day": since.day}
    if since == until:
        return first
    last = _("%(year)s年%(month)s月%(day)s日") % {"year": until.year, "month": until.month, "day": until.day}
    return _("%(first)s至%(last)s") % {"first": first, "last": last}


def sentence(content: Content) -> str:
    """The bulletin's sentence."""
    at = datetime.fromisoformat(content.bulletin_at)
    return bulletin(Counts(at, content.received_to_date, content.closed_to_date, content.published_to_date))


def _figures(content: Content) -> Iterator[Block]:
    yield Heading(_("一、数字"))
    yield Text(sentence(content))
    rows = (
        (_("受理"), content.received, content.received_before),
        (_("办结"), content.closed, content.closed_before),
        (_("来电"), content.calls, content.calls_before),
    )
    yield Table(
        _("本期与上期"),
        (_("项目"), _("本期"), _("上期"), _("变化")),
        [(name, f"{now:,}", f"{before:,}", _signed(now - before)) for name, now, before in rows],
    )
    labels = [
        f"{date.fromisoformat(day).month}-{date.fromisoformat(day).day}" for day, _r, _c in content.daily
    ]
    series = [
        (_("受理"), [received for _day, received, _closed in content.daily]),
        (_("办结"), [closed for _day, _received, closed in content.daily]),
    ]
    yield Chart(_("每日受理与办结"), "line", labels, series)
    if content.subjects:
        names = [name or _("未分类") for name, _number in content.subjects]
        yield Chart(
            _("本期受理按类别"), "bar", names, [(_("件"), [number for _name, number in content.subjects])]
        )


def _signed(change: int) -> str:
    return f"{change:+,}" if change else "0"


def _open(content: Content) -> Iterator[Block]:
    yield Heading(_("二、在办情况"))
    yield Text(
        _("在办%(open)s件，其中尚未答复的%(unanswered)s件。")
        % {
            "open": content.open_to_date,
            "unanswered": sum(number for _state, number in content.open_by_state),
        }
    )
    if content.open_by_state:
        rows = [(state, f"{number:,}") for state, number in content.open_by_state]
        yield Table(_("走到哪一步"), (_("状态"), _("件数")), rows)
    if content.waiting_for:
        told = [(hop, f"{number:,}", f"{late:,}") for hop, number, late in content.waiting_for]
        yield Table(_("在等什么"), (_("环节"), _("正在走的时限"), _("其中超时")), told)


def _complex(content: Content) -> Iterator[Block]:
    yield Heading(_("三、疑难诉求"))
    if not content.complex:
        yield Text(_("没有列为疑难的在办诉求。"))
    for one in content.complex:
        yield Lines(f"{one.number} {one.title}", one.lines, one.id)


def _overdue(content: Content) -> Iterator[Block]:
    yield Heading(_("四、超时、退单与分歧"))
    if content.overdue:
        rows = [(unit, f"{total:,}", f"{amber:,}", f"{red:,}") for unit, total, amber, red in content.overdue]
        yield Table(_("超时的单位"), (_("单位"), _("在办"), _("预警"), _("超时")), rows)
    else:
        yield Text(_("没有单位超时。"))
    found = content.returns
    yield Text(
        _("退单%(asked)s件：同意%(granted)s件，不同意%(refused)s件，待裁定%(pending)s件。")
        % {"asked": found.asked, "granted": found.granted, "refused": found.refused, "pending": found.pending}
    )
    if found.repeated:
        times = [
            _("%(case)s，已退单%(times)s次") % {"case": _case(one), "times": one.note}
            for one in found.repeated
        ]
        yield Lines(_("多次退单"), times)


def _case(one: Mentioned) -> str:
    return f"{one.number} {one.title}" + (f"（{one.unit}）" if one.unit else "")


def _said(content: Content) -> Iterator[Block]:
    yield Heading(_("五、回访"))
    if content.dissatisfied:
        told = [_case(one) + (f"：{one.note}" if one.note else "") for one in content.dissatisfied]
        yield Lines(_("不满意"), told)
    else:
        yield Text(_("本期回访没有不满意的。"))
    if content.good:
        yield Lines(_("答得好的"), [_case(one) for one in content.good])


def _hot(content: Content) -> Iterator[Block]:
    yield Heading(_("六、正在升温的问题"))
    if content.hot:
        rows = [(name, str(now), str(before)) for name, now, before in content.hot]
        yield Table(_("二级分类"), (_("问题"), _("近七天"), _("前七天")), rows)
    else:
        yield Text(_("没有比前一周问得更多的问题。"))
    if content.topics:
        told = [
            (f"{title}（{place}）" if place else title, str(people), str(cases), surge)
            for title, place, people, cases, surge in content.topics
        ]
        head = (_("话题"), _("人数"), _("近七天件数"), _("激增"))
        yield Table(_("多人反映的同一件事"), head, told)


def _proposals(content: Content) -> Iterator[Block]:
    yield Heading(_("七、建议"))
    found = proposals(content)
    yield Lines(_("由数字得出，供会议参考"), found) if found else Text(_("数字里没有特别要提的。"))


def _decisions(briefing: Briefing, content: Content) -> Iterator[Block]:
    """What was decided since it was made, on the cases that it names."""
    named = [*(one.id for one in content.complex), *(one.id for one in content.dissatisfied)]
    named += [one.id for one in content.returns.repeated]
    notes = (
        CaseNote.objects.filter(
            case__in=[UUID(key) for key in named], is_decision=True, written_at__gte=briefing.made_at
        )
        .select_related("case")
        .order_by("written_at", "id")
    )
    decided = [note for note in notes if note.written_at.astimezone(SHANGHAI).date() == _day(briefing)]
    yield Heading(_("八、会议决定"))
    if not decided:
        yield Text(_("还没有记下决定。"))
    for note in decided:
        until = _("（%(at)s前完成）") % {"at": day_and_hour(note.due_at)} if note.due_at else ""
        yield Lines(str(note.case), [f"{note.text}{until}（{note.written_by}）"])


def _day(briefing: Briefing) -> date:
    return briefing.made_at.astimezone(SHANGHAI).date()
