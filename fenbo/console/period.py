"""The days that a page of figures covers."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from fenbo.core.clock import SHANGHAI
from fenbo.reporting import trends

USUAL_DAYS = 30
MOST_DAYS = 366


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    since = forms.DateField(label=_("从"), required=False, widget=day_input())
    until = forms.DateField(label=_("到"), required=False, widget=day_input())

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_text("开始日期晚于结束日期。"))
        if since and until and (until - since).days >= MOST_DAYS:
            raise forms.ValidationError(_text("最多看一年。"))
        return values


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in China: `first` and `last` are both included, as the instants [since, until)."""

    first: date
    last: date
    form: PeriodForm

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


def period_of(request: HttpRequest, now: datetime) -> Period:
    """What the address asks for; the usual days where it asks for nothing or nothing that can be."""
    today = now.astimezone(SHANGHAI).date()
    form = PeriodForm(request.GET if request.GET else None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = asked.get("until") or _usual_end(today)
    first = asked.get("since") or last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        first = last
    if not form.is_bound or (form.is_valid() and not (asked.get("since") and asked.get("until"))):
        form = PeriodForm({"since": first, "until": last})
        form.is_valid()
    return Period(max(first, last - timedelta(days=MOST_DAYS - 1)), last, form)


def _usual_end(today: date) -> date:
    """Today; where nothing was received for as long as the page covers (a past played back), the last day it was."""
    last = trends.last_day()
    return last if last is not None and last <= today - timedelta(days=USUAL_DAYS) else today
