"""The menu of the desks: what somebody finds in the rail follows from the duties they hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fenbo.cases import queries as cases
from fenbo.cases import scope
from fenbo.core import clock
from fenbo.core.lapsing import LapsingEach
from fenbo.defects import queries as defects
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.hotline import asking, recorded
from fenbo.hotline import scope as hotline
from fenbo.knowledge import queries as knowledge
from fenbo.look.components.links import Link, named
from fenbo.notices import queries as notices
from fenbo.publication import queries as publications

Count = Callable[[Actor, datetime], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the rail, for those who hold any of the duties (all staff when none is named).

    `count` says how much waits there; it must cost one indexed query however many cases there are. An entry
    whose route does not exist is left out. `centre` keeps an entry to those who see every case: support groups
    take requests in as well, but work through no queue. `group` keeps one to their staff.
    """

    label: object
    route: str
    duties: tuple[Duty, ...] = ()
    count: Count | None = None
    key: str = ""
    centre: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    title: object
    entries: tuple[Entry, ...]


def _queued(actor: Actor, _now: datetime) -> int:
    return sum(cases.count_waiting(actor).values())


def _to_publish(actor: Actor, _now: datetime) -> int:
    return sum(publications.count_to_review(actor).values())


def _to_edit(actor: Actor, _now: datetime) -> int:
    return sum(knowledge.waiting(actor).values())


def _to_answer(actor: Actor, _now: datetime) -> int:
    return asking.count_waiting(actor)


def _to_score(actor: Actor, _now: datetime) -> int:
    return recorded.to_score(actor)


def _to_mend(actor: Actor, _now: datetime) -> int:
    return defects.waiting(actor)


D = Duty
MENU: tuple[Group, ...] = (
    Group(
        _("分拨中心"),
        (
            Entry(
                _("分拨台"), "console:queue", (D.DISPATCH, D.TAKE_IN, D.REVIEW, D.PUBLISH), _queued, "g", True
            ),
            Entry(_("登记诉求"), "console:intake", (D.TAKE_IN, D.DISPATCH), key="n"),
            Entry(_("草稿"), "console:drafts", (D.TAKE_IN, D.DISPATCH), centre=True),
            Entry(_("公示复核"), "console:publications", (D.PUBLISH,), _to_publish, centre=True),
            Entry(_("话题"), "console:topics", (D.LEAD, D.SUPERVISE, D.DISPATCH), centre=True),
            Entry(_("自动分拨"), "console:automatic", (D.LEAD, D.SUPERVISE, D.DISPATCH), centre=True),
            Entry(_("晨会清单"), "console:morning", (D.DISPATCH, D.LEAD, D.SUPERVISE), centre=True),
            Entry(_("会议材料"), "console:briefings", (D.DISPATCH, D.LEAD, D.SUPERVISE), centre=True),
        ),
    ),
    Group(
        _("热线"),
        (
            Entry(_("接听台"), "console:hotline", (D.TAKE_IN, D.DISPATCH), centre=True),
            Entry(_("未接来电"), "console:callbacks", (D.TAKE_IN, D.DISPATCH), centre=True),
            Entry(_("保障组解答"), "console:support", (D.TAKE_IN,), _to_answer, "g", group=True),
            Entry(_("询问保障组"), "console:asked", (D.TAKE_IN, D.DISPATCH, D.SUPERVISE, D.LEAD)),
            Entry(_("录音"), "console:recordings", (D.TAKE_IN, D.DISPATCH, D.LEAD, D.SUPERVISE), centre=True),
            Entry(
                _("质检"),
                "console:quality",
                (D.TAKE_IN, D.DISPATCH, D.LEAD, D.SUPERVISE),
                _to_score,
                centre=True,
            ),
            Entry(_("席位墙"), "console:wall", (D.LEAD, D.SUPERVISE), centre=True),
            Entry(_("黑名单"), "console:blocks", (D.LEAD, D.SUPERVISE), centre=True),
            Entry(_("语音"), "console:prompts", (D.LEAD, D.SUPERVISE), centre=True),
            Entry(_("话务统计"), "console:call_figures", (D.LEAD, D.SUPERVISE)),
        ),
    ),
    Group(_("办理"), (Entry(_("工单"), "console:inbox", (D.HANDLE,), key="g"),)),
    Group(_("回访"), (Entry(_("回访任务"), "console:calls", (D.FOLLOW_UP,)),)),
    Group(
        _("督办"),
        (
            Entry(_("预警"), "console:warnings", (D.SUPERVISE, D.LEAD)),
            Entry(_("总览"), "console:figures", (D.LEAD, D.SUPERVISE)),
            Entry(_("大屏"), "console:screen", (D.LEAD, D.SUPERVISE), centre=True),
            Entry(_("查询与报表"), "console:reports", (D.LEAD, D.SUPERVISE, D.DISPATCH), centre=True),
            Entry(_("研判建议"), "console:advice", (D.LEAD, D.SUPERVISE, D.DISPATCH), centre=True),
            Entry(_("排班测算"), "console:planning", (D.LEAD, D.SUPERVISE), centre=True),
        ),
    ),
    Group(
        _("知识库"),
        (
            Entry(_("知识条目"), "console:entries", (D.EDIT, D.REVIEW), _to_edit, key="k"),
            Entry(_("政策"), "console:policies", (D.EDIT, D.REVIEW)),
            Entry(_("集中解答"), "console:collections", (D.EDIT, D.REVIEW)),
            Entry(_("纠错"), "console:corrections", (D.EDIT,)),
            Entry(_("网站找错"), "console:defects", (D.EDIT,), _to_mend, centre=True),
            Entry(_("没有找到的查找"), "console:misses", (D.EDIT,)),
        ),
    ),
    Group(
        _("其他"),
        (
            Entry(_("通知"), "console:notices", count=lambda actor, now: notices.count_unread(actor)),
            Entry(
                _("告知"),
                "console:messages",
                (D.LEAD, D.SUPERVISE),
                lambda actor, now: notices.count_given_up(),
                centre=True,
            ),
            Entry(_("系统管理"), "admin:index", (D.ADMINISTER, D.SECURE, D.AUDIT)),
        ),
    ),
)


def groups(actor: Actor) -> list[tuple[str, list[Link]]]:
    """The titles and links of this person's rail; its counts are at most `RAIL_SECONDS` old.

    Every page of the desks has the rail, and when something comes in all screens ask for theirs at once. Whoever holds
    the same posts has the same one.
    """
    return _rails((replace(actor, staff_id=None, name="", on_behalf_of=""), get_language()))


def _rail(whose: tuple[Actor, str | None]) -> list[tuple[str, list[Link]]]:
    actor, _language = whose
    now = clock.now()
    found = [
        (str(group.title), [link for entry in group.entries if (link := _link(entry, actor, now))])
        for group in MENU
    ]
    return [(title, links) for title, links in found if links]


_rails = LapsingEach(_rail, seconds=settings.RAIL_SECONDS)


def _link(entry: Entry, actor: Actor, now: datetime) -> Link | None:
    if entry.duties and not any(actor.has(duty) for duty in entry.duties):
        return None
    url = named(entry.route)
    if not url or (entry.centre and not scope.sees_all_cases(actor)):
        return None
    if entry.group and not hotline.groups_of(actor):
        return None
    count = entry.count(actor, now) if entry.count else None
    return Link(str(entry.label), url, count or None, key=entry.key)
