"""What waits at the centre, the most urgent first, and every case that somebody looks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fenbo.cases import queries, scope
from fenbo.cases.models import Case, Channel, Clock
from fenbo.cases.queries import Work
from fenbo.catalogue import queries as catalogue
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.console.centre.cases import READERS
from fenbo.console.centre.rows import Row, queue_rows
from fenbo.core import paging
from fenbo.core.errors import MissingDuty
from fenbo.core.lapsing import Lapsing
from fenbo.directory import queries as directory
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.directory.models import RegionLevel
from fenbo.dispatch.queries import lead_for
from fenbo.look.components.links import Link

SIZE = 30
Lister = Callable[[Actor], QuerySet[Case]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of work: with a clock of the centre's, ordered by time left, or a list of cases, newest first."""

    name: str
    label: object
    work: Work | None = None
    cases: Lister | None = None
    empty: object = _("没有待办")


TABS: tuple[Tab, ...] = (
    Tab("dispatch", _("待分拨"), work=Work.DISPATCH, empty=_("没有待分拨的诉求")),
    Tab("review", _("待审核"), work=Work.REVIEW, empty=_("没有待审核的回复")),
    Tab("returns", _("退单"), work=Work.RETURNS, empty=_("没有待裁定的退单")),
    Tab("extensions", _("延期"), work=Work.EXTENSIONS, empty=_("没有待审批的延期")),
    Tab("abroad", _("转外地"), cases=queries.handed_off, empty=_("没有转往外地的诉求")),
    Tab("complex", _("疑难"), cases=queries.complex_cases, empty=_("没有疑难诉求")),
    Tab("all", _("全部在办"), cases=queries.open_cases, empty=_("没有在办的诉求")),
)
BY_NAME: Mapping[str, Tab] = {tab.name: tab for tab in TABS}
FOUND = Tab("found", _("查找结果"), empty=_("没有找到"))


def _prefectures() -> list[tuple[str, str]]:
    home = settings.HOME_PROVINCE[:2]
    return [
        (one.pk[:4], one.name)
        for one in directory.regions().filter(level=RegionLevel.PREFECTURE, code__startswith=home)
    ]


prefectures = Lapsing(_prefectures)


class FilterForm(forms.Form):
    q = forms.CharField(
        label=_("编号、电话或字词"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    category = forms.ChoiceField(label=_("分类"), required=False)
    region = forms.ChoiceField(label=_("地区"), required=False)
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[("", _("全部")), *Kind.choices])
    urgency = forms.ChoiceField(label=_("紧急"), required=False, choices=[("", _("全部")), *Urgency.choices])
    channel = forms.ChoiceField(label=_("渠道"), required=False, choices=[("", _("全部")), *Channel.choices])

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        fields = self.fields
        fields["category"].choices = [("", _("全部")), *catalogue.first_level()]  # type: ignore[attr-defined]
        fields["region"].choices = [("", _("全部")), *prefectures()]  # type: ignore[attr-defined]

    def conditions(self, prefix: str = "") -> dict[str, str]:
        """What was chosen, as look-ups; a choice that does not exist is no choice."""
        chosen = self.cleaned_data if self.is_valid() else {}
        names = {
            "category": "category__code__startswith",
            "region": "region__code__startswith",
            "kind": "kind",
            "urgency": "urgency",
            "channel": "channel",
        }
        return {prefix + lookup: chosen[name] for name, lookup in names.items() if chosen.get(name)}


@require_GET
@staff_door(*READERS)
def queue(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not scope.sees_all_cases(actor):
        raise MissingDuty
    form = FilterForm(request.GET)
    text = (form.cleaned_data.get("q") or "") if form.is_valid() else ""
    tab = FOUND if text else BY_NAME.get(request.GET.get("tab", ""), first_tab(actor))
    page = _clocks(request, actor, tab.work, form) if tab.work else _cases(request, actor, tab, form, text)
    may_dispatch = tab.work == Work.DISPATCH and actor.has(Duty.DISPATCH)
    context = {
        "form": form,
        "tab": tab,
        "tabs": _links(tab, queries.count_waiting(actor)),
        "page": page,
        "rows": queue_rows(
            _rows(page, tab),
            as_work=bool(tab.work),
            may_pick=may_dispatch,
            name_complex=tab.name != "complex",
        ),
        "may_dispatch": may_dispatch,
        "live": f"{settings.LIVE_URL}/live/queue",
    }
    return render(request, "console/centre/queue.html", context)


def first_tab(actor: Actor) -> Tab:
    """Where somebody begins: with what their own duty is."""
    if actor.has(Duty.DISPATCH) or actor.has(Duty.TAKE_IN):
        return BY_NAME["dispatch"]
    return BY_NAME["review" if actor.has(Duty.REVIEW) else "all"]


def _clocks(request: HttpRequest, actor: Actor, work: Work, form: FilterForm) -> paging.Page[Clock]:
    waiting = queries.waiting(actor, work).filter(**form.conditions("case__"))
    before, after = request.GET.get("before"), request.GET.get("after")
    return paging.page(waiting, "due_at", before=before, after=after, size=SIZE)


def _cases(request: HttpRequest, actor: Actor, tab: Tab, form: FilterForm, text: str) -> paging.Page[Case]:
    rows = tab.cases(actor) if tab.cases else queries.search(actor, text)
    before, after = request.GET.get("before"), request.GET.get("after")
    rows = rows.filter(**form.conditions())
    return paging.page(rows, "received_at", before=before, after=after, size=SIZE, descending=True)


def _rows(page: paging.Page[Clock] | paging.Page[Case], tab: Tab) -> list[Row]:
    """What waits for dispatch shows the unit that is proposed."""
    rows = [Row(one.case, one, one.order) if isinstance(one, Clock) else Row(one) for one in page.rows]
    if tab.work != Work.DISPATCH:
        return rows
    proposed = lead_for([row.case.pk for row in rows])
    return [
        replace(row, proposed=proposed[row.case.pk].unit if row.case.pk in proposed else None) for row in rows
    ]


def _links(current: Tab, counts: Mapping[Work, int]) -> list[Link]:
    address = reverse("console:queue")
    return [
        Link(
            str(tab.label),
            f"{address}?tab={tab.name}",
            counts[tab.work] if tab.work else None,
            tab is current,
            str(place),
        )
        for place, tab in enumerate(TABS, start=1)
    ]
