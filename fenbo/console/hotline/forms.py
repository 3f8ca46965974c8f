"""What an agent fills in beside the call."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fenbo.console.choosing import PickField
from fenbo.console.period import day_input
from fenbo.hotline import queries
from fenbo.hotline.models import Break, Call, CallOutcome, Criterion, Presence
from fenbo.hotline.operations.quality import MOST_AN_AGENT, field_of
from fenbo.hotline.operations.working import SAID

# Put by Fenbo; nobody chooses them.
CHOSEN = [choice for choice in Break.choices if choice[0] not in (Break.MISSED, Break.LEADING)]


class SeatForm(forms.Form):
    seat = forms.ChoiceField(label=_("席位"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [(one.number, f"{one.number} · {one.get_device_display()}") for one in queries.free_seats()]
        # A seat that was taken a moment ago is refused by the operation, in its own words.
        given = str(self.data.get("seat", ""))[:10]
        also = [(given, given)] if given and given not in dict(free) else []
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = [*free, *also]


class PresenceForm(forms.Form):
    presence = forms.TypedChoiceField(choices=Presence.choices, coerce=Presence)
    reason = forms.ChoiceField(label=_("小休事由"), choices=CHOSEN, required=False)


class ConcludeForm(forms.Form):
    """A call that became a case, or was passed on, has its outcome already: that is not asked then."""

    outcome = forms.ChoiceField(
        label=_("结果"),
        choices=[(one.value, one.label) for one in SAID],
        widget=forms.RadioSelect,
        initial=CallOutcome.ANSWERED_AT_ONCE,
    )
    category = PickField(label=_("分类"), options="categories", required=False)
    entry = PickField(label=_("答复依据的知识"), options="entries", required=False)
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        case = call.case if call else None
        known = {"category": case.category_id} if case else {}
        kwargs.setdefault("initial", {**known, "note": call.note if call else ""})
        super().__init__(*args, **kwargs)
        if call and call.outcome != CallOutcome.ANSWERED:
            del self.fields["outcome"], self.fields["entry"]


class SimulateForm(forms.Form):
    line = forms.ChoiceField(label=_("拨打"))
    phone = forms.CharField(
        label=_("来电号码"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel"}),
        initial="13800000123",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [(one.number, str(one)) for one in queries.lines()]


class TriedForm(forms.Form):
    reached = forms.TypedChoiceField(
        choices=[("yes", _("已接通")), ("no", _("未接通"))], coerce=lambda value: value == "yes"
    )


class RecordingsFilter(forms.Form):
    since = forms.DateField(label=_("从"), required=False, widget=day_input())
    until = forms.DateField(label=_("到"), required=False, widget=day_input())
    seat = forms.CharField(label=_("席位"), required=False, max_length=10)
    who = forms.CharField(label=_("坐席员"), required=False, max_length=40)


class ListenForm(forms.Form):
    """Empty only where one's own voice is heard; the operation says so."""

    reason = forms.CharField(
        label=_("收听理由"),
        max_length=200,
        required=False,
        help_text=_("例如：质检抽查、核实诉求内容。理由和您的姓名会写入办理记录。"),
    )


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)


class DrawForm(forms.Form):
    first = forms.DateField(label=_("从"), widget=day_input())
    last = forms.DateField(label=_("到"), widget=day_input())
    each = forms.IntegerField(label=_("每人几通"), min_value=1, max_value=MOST_AN_AGENT)


class CardForm(forms.Form):
    """The score card: a number for each criterion, in its order."""

    def __init__(
        self,
        *args: Any,
        card: Sequence[Criterion],
        was: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        rest = dict(self.fields)
        self.fields.clear()
        for criterion in card:
            self.fields[field_of(criterion)] = forms.IntegerField(
                label=format_lazy("{name}（{most}）", name=criterion.name, most=criterion.points),
                help_text=criterion.guidance,
                min_value=0,
                max_value=criterion.points,
                initial=(was or {}).get(criterion.name),
                required=self.must_mark,
            )
        self.fields.update(rest)

    must_mark = True

    def points(self) -> dict[int, int]:
        """By the criteria's keys; what was left empty is missing."""
        found = {one.pk: self.cleaned_data.get(field_of(one)) for one in self.card}
        return {key: value for key, value in found.items() if value is not None}


class ScoreForm(CardForm):
    remark = forms.CharField(
        label=_("评语"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def given(self) -> dict[str, Any]:
        return {"points": self.points(), "remark": self.cleaned_data["remark"]}


class AppealForm(forms.Form):
    reason = forms.CharField(label=_("申诉理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(CardForm):
    must_mark = False
    verdict = forms.ChoiceField(
        label=_("复核结果"),
        choices=[("uphold", _("维持原分")), ("change", _("按上面的分数改分"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("复核意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def given(self) -> dict[str, Any]:
        changes = self.cleaned_data["verdict"] == "change"
        return {"points": self.points() if changes else None, "reason": self.cleaned_data["reason"]}


class BlockForm(forms.Form):
    phone = forms.CharField(
        label=_("号码"), max_length=30, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    reason = forms.CharField(label=_("理由"), max_length=200)
    ends_at = forms.DateTimeField(
        label=_("自动解除"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class PromptForm(forms.Form):
    text = forms.CharField(
        label=_("文字"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class SoundForm(forms.Form):
    sound = forms.FileField(
        label=_("录音文件"),
        help_text=_("WAV 格式，60 秒以内；存入时转换成电话能播放的声音。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".wav"}),
    )
