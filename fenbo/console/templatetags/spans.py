"""Lengths of time in a table: `{% load spans %}`, `{{ length|span }}`."""

from datetime import timedelta

from django import template

from fenbo.look.components import clocks

register = template.Library()


@register.filter
def span(length: timedelta) -> str:
    """The two largest parts of it; a dash for nothing."""
    return clocks.span(length) if length else "—"


@register.filter
def minutes(seconds: float) -> str:
    """Of seconds, to a tenth."""
    return f"{seconds / 60:,.1f}"
