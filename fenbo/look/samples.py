"""What the living page shows. Invented; nothing here is anybody's."""

from datetime import datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.look.components.links import Link

LONG = (
    "这是一段很长的说明，用来检查窄屏和大字时是否换行、是否溢出："
    + "公司复工需要的手续、表格、印章和路线。" * 6
)


class SampleForm(forms.Form):
    title = forms.CharField(label=_("一句话说清楚"), max_length=30, help_text=_("例如：货车进不了园区"))
    content = forms.CharField(label=_("详细情况"), max_length=200, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[("consult", _("咨询")), ("help", _("求助")), ("complain", _("投诉"))],
        widget=forms.RadioSelect,
        help_text=_("不确定就选“咨询”。"),
    )
    ways = forms.MultipleChoiceField(
        label=_("怎样联系您"),
        choices=[("phone", _("电话")), ("sms", _("短信")), ("none", _("不用联系"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(
        label=_("地点"), choices=[("", _("请选择")), ("1", "西宁市"), ("2", "海东市")], required=False
    )
    day = forms.DateField(label=_("发生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(
        label=_("附件"), required=False, help_text=_("照片或文件，最多 6 个，每个不超过 10 MB。")
    )
    agree = forms.BooleanField(label=_("同意隐去个人信息后公示"), required=False)
    locked = forms.CharField(label=_("编号"), initial="200309-000127-5", disabled=True, required=False)
    submission_key = forms.CharField(widget=forms.HiddenInput, required=False, initial="sample")


class SampleFilter(forms.Form):
    q = forms.CharField(label=_("查找"), required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), ("open", _("在办"))], required=False)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def everything(now: datetime) -> dict[str, Any]:
    return {
        "long": LONG,
        "wrong": SampleForm({"title": "", "content": "长" * 203, "kind": "x"}),
        "filter_form": SampleFilter(),
        **marks(now),
        **stories(now),
        **numbers(),
    }


def marks(now: datetime) -> dict[str, Any]:
    hours = {"ahead": 30.2, "soon": 1.2, "late": -2.05, "very_late": -75}
    return {
        "due": {name: now + timedelta(hours=amount) for name, amount in hours.items()},
        "states": [
            ("received", _("已受理")),
            ("issued", _("已答复")),
            ("info_wanted", _("待补充")),
            ("not_accepted", _("不予受理")),
            ("archived", _("已归档")),
        ],
        "tab_items": [
            Link(str(_("待分拨")), "?tab=waiting", 12, True, "1"),
            Link(str(_("退单待定")), "?tab=returns", 0, False, "2"),
            Link(str(_("全部")), "?tab=all"),
        ],
        "rail_items": [
            Link(str(_("分拨台")), "/look/", 12, False, "g"),
            Link(str(_("公示复核")), "/look/received/", 3),
            Link(str(_("督办")), "#", None),
        ],
    }


def stories(now: datetime) -> dict[str, Any]:
    def ago(hours: float) -> datetime:
        return now - timedelta(hours=hours)

    return {
        "rows": [
            Sample(
                number=f"200309-00012{at}-5",
                title=title,
                unit=unit,
                due_at=now + timedelta(hours=left),
                at=ago(at),
            )
            for at, (title, unit, left) in enumerate(
                [
                    ("货车进不了园区", "交通运输厅", -2),
                    ("外省员工返岗要办哪些手续", "南川工业园区", 1),
                    (LONG, "财政税收保障组", 20),
                ]
            )
        ],
        "events": [
            Sample(at=ago(26), what="已受理", who="话务员 007", note="", tone=""),
            Sample(
                at=ago(25), what="已分拨", who="分拨中心", note="主办：省司法厅\n协办：省监狱管理局", tone=""
            ),
            Sample(at=ago(20), what="退单", who="省司法厅", note=LONG, tone="warn"),
            Sample(at=ago(8), what="超时", who="", note="", tone="bad"),
            Sample(at=ago(2), what="已答复", who="分拨中心", note="", tone="good"),
        ],
        "stages": [
            Sample(label="已收到", state="done", at=ago(26), note=""),
            Sample(label="已分给办理单位", state="done", at=ago(25), note="省司法厅"),
            Sample(label="正在办理", state="now", at=None, note="最迟明天中午答复您"),
            Sample(label="答复您", state="todo", at=None, note=""),
        ],
        "pairs": [("诉求人", "王女士"), ("联系电话", "138****0000"), ("地址", ""), ("内容", LONG)],
        "papers": [
            Sample(name="现场照片.jpg", url="#file", size=482133),
            Sample(name="很长的文件名" * 8 + ".pdf", url="#file", size=10 * 1024 * 1024),
        ],
    }


def numbers() -> dict[str, Any]:
    days = [f"3月{day}日" for day in range(1, 11)]
    received = [310, 295, 402, 388, 415, 260, 244, 433, 512, 498]
    closed = [300, 290, 380, 380, 420, 262, 240, 420, 500, 470]
    return {
        "bars": [("商贸物流", 1543), ("财政税收", 903), ("农业生产", 412, "warn"), ("建筑施工", 3, "bad")],
        "series": {
            "kind": "line",
            "labels": days,
            "series": [{"name": "受理", "values": received}, {"name": "办结", "values": closed}],
        },
        "series_rows": list(zip(days, received, closed, strict=True)),
    }
