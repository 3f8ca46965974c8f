"""Links within answers. WeChat shows `<a href>` in a text message, and nothing else of HTML."""

from django.conf import settings
from django.urls import reverse


def address(name: str, *arguments: object) -> str:
    """The whole address of a page of the website."""
    return settings.SITE_URL + reverse(name, args=arguments)


def link(label: object, url: str) -> str:
    return f'<a href="{url}">{plain(label)}</a>'


def plain(text: object) -> str:
    """A text in which nothing can be taken for a link."""
    return str(text).replace("<", "＜").replace(">", "＞")
