"""Links within answers. WeChat shows `<a href>` in a text message, and nothing else of HTML."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from fenbo.officialaccount import client


def address(name: str, *arguments: object) -> str:
    """The whole address of a page of the website."""
    return settings.SITE_URL + reverse(name, args=arguments)


def known_page(name: str, *arguments: object) -> str:
    """The same, opened by whoever presses it: WeChat tells the page who that is. Without a secret it cannot."""
    if not client.is_connected():
        return address("website:track")
    return f"{address('wechat:enter')}?{urlencode({'next': reverse(name, args=arguments)})}"


def link(label: object, url: str) -> str:
    return f'<a href="{url}">{plain(label)}</a>'


def plain(text: object) -> str:
    """A text in which nothing can be taken for a link."""
    return str(text).replace("<", "＜").replace(">", "＞")
