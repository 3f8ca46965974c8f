"""What the page frames need: menus, identity, language, phrases for the script. `{% load frame %}`."""

from functools import cache
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fenbo.core import clock
from fenbo.look import identity, simple
from fenbo.look.components import links
from fenbo.look.components.links import Link
from fenbo.look.words import for_script

register = template.Library()


@register.simple_tag(takes_context=True)
def is_simple(context: Context) -> bool:
    """Whether this reader has chosen the simple version."""
    request = links.request_in(context)
    return bool(request and simple.chosen(request))


@register.simple_tag(takes_context=True)
def simple_link(context: Context, wanted: str) -> str:
    """This very page in the simple (`1`) or the standard version (`0`)."""
    return links.with_query(links.request_in(context), **{simple.PARAMETER: wanted})


@register.simple_tag(takes_context=True)
def this_page(context: Context, before: str = "") -> str:
    """The path of the page that is shown, ready to stand in an address; nothing where no page was asked for."""
    request = links.request_in(context)
    return f"{before}{quote(request.path)}" if request else ""


@register.simple_tag(takes_context=True)
def printed_address(context: Context) -> str:
    """Where a printed page can be read again, as people type it."""
    request = links.request_in(context)
    return f"{settings.SITE_URL.rstrip('/')}{request.path}" if request else ""


@register.simple_tag
def server_now() -> int:
    """Milliseconds since 1970, so that a device with a wrong clock still counts the right time left."""
    return int(clock.now().timestamp() * 1000)


@register.simple_tag
def identity_of(name: str) -> str:
    return identity.given(name)


@register.simple_tag
def site_facts() -> list[identity.Fact]:
    return identity.facts()


@register.simple_tag
def script_words() -> SafeString:
    return for_script(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages to change to: all but the present one."""
    present = get_language()
    return [(code, name) for code, name in settings.LANGUAGES if code != present]


@register.simple_tag
def route(*names: str) -> str:
    return links.named(*names)


def _entries() -> list[tuple[str, str]]:
    """The main menu: what each entry says, and where it leads where there is such a page."""
    entries = [
        (_("首页"), links.named("website:home")),
        (_("我要反映"), links.named("website:submit")),
        (_("办理进度"), links.named("website:track")),
        (_("诉求公示"), links.named("website:publications", "website:published", "website:cases")),
        (_("知识问答"), links.named("website:entries")),
        (_("政策"), links.named("website:policies")),
        (_("谁管什么"), links.named("website:units")),
        (_("统计"), links.named("website:statistics", "website:numbers")),
    ]
    return [(label, url) for label, url in entries if url]


@cache
def _places() -> list[str]:
    return [url for _label, url in _entries()]


@register.simple_tag(takes_context=True)
def site_place(context: Context) -> str:
    """The entry of the main menu that the present page belongs to; empty where it belongs to none."""
    request = links.request_in(context)
    return next((url for url in _places() if links.within(url, request)), "")


@register.inclusion_tag("look/parts/site_nav.html")
def site_nav(place: str) -> dict[str, Any]:
    return {"items": [Link(label, url, current=url == place) for label, url in _entries()]}
