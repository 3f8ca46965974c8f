"""Numbers of calls as people read them: `{% load calls %}`."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fenbo.console.requester import mask_phone

register = template.Library()


@register.simple_tag
def length(seconds: float | None) -> str:
    """`3:05` for minutes and seconds, `1:00:05` from an hour on; a dash of nothing."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.simple_tag
def share(percent: float | None) -> str:
    return "—" if percent is None else f"{percent}%"


@register.simple_tag
def of(part: int, whole: int) -> str:
    """What a rate is a rate of."""
    return _("%(part)s / %(whole)s 通") % {"part": f"{part:,}", "whole": f"{whole:,}"}


@register.simple_tag
def elapsed(since: datetime | None, now: datetime) -> SafeString:
    """How long something has gone on, counted on by `assets/islands/elapsed.js`."""
    if since is None:
        return SafeString("—")
    seconds = max(0.0, (now - since).total_seconds())
    return format_html(
        '<time class="elapsed" datetime="{}" data-elapsed>{}</time>', since.isoformat(), length(seconds)
    )


@register.simple_tag
def number(phone: str) -> str:
    """A caller's number for those who need not know it."""
    return mask_phone(phone) if phone else _("号码隐藏")
