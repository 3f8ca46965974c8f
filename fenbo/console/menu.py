"""The menu of the desks: what somebody finds in the rail follows from the duties they hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fenbo.cases import queries as cases
from fenbo.cases import scope
from fenbo.defects import queries as defects
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
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
    take requests in as well, but work through no queue.
    """

    label: object
    route: str
    duties: tuple[Duty, ...] = ()
    count: Count | None = None
    key: str = ""
    centre: bool = False


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
            Entry(_("晨会清单"), "console:morning", (D.DISPATCH, D.LEAD, D.SUPERVISE), centre=True),
        ),
    ),
    Group(
        _("热线"),
        (
            Entry(_("接听台"), "console:hotline", (D.TAKE_IN, D.DISPATCH), centre=True),
            Entry(_("未接来电"), "console:callbacks", (D.TAKE_IN, D.DISPATCH), centre=True),
        ),
    ),
    Group(_("办理"), (Entry(_("工单"), "console:inbox", (D.HANDLE,), key="g"),)),
    Group(_("回访"), (Entry(_("回访任务"), "console:calls", (D.FOLLOW_UP,)),)),
    Group(
        _("督办"),
        (
            Entry(_("预警"), "console:warnings", (D.SUPERVISE, D.LEAD)),
            Entry(_("总览"), "console:figures", (D.LEAD, D.SUPERVISE)),
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
            Entry(_("系统管理"), "admin:index", (D.ADMINISTER, D.SECURE, D.AUDIT)),
        ),
    ),
)


def groups(actor: Actor, now: datetime) -> Iterator[tuple[str, list[Link]]]:
    """The titles and links of this person's rail."""
    for group in MENU:
        links = [link for entry in group.entries if (link := _link(entry, actor, now))]
        if links:
            yield str(group.title), links


def _link(entry: Entry, actor: Actor, now: datetime) -> Link | None:
    if entry.duties and not any(actor.has(duty) for duty in entry.duties):
        return None
    url = named(entry.route)
    if not url or (entry.centre and not scope.sees_all_cases(actor)):
        return None
    count = entry.count(actor, now) if entry.count else None
    return Link(str(entry.label), url, count or None, key=entry.key)
