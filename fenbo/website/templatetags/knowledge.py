"""What the pages of search results need: `{% load knowledge %}`."""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.search import marking
from fenbo.website.knowledge.asking import PAGES
from fenbo.website.rows import drawn

register = template.Library()


@register.simple_tag
def item_url(item: Item) -> str:
    return reverse(PAGES[ItemKind(item.kind)], args=[item.slug])


@register.simple_tag
def marked(text: str, words: Sequence[str]) -> SafeString:
    """The whole text with the words marked."""
    return drawn(marking.spans(text, words))


@register.simple_tag
def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """The stretch of the text that has most of the words."""
    return drawn(marking.snippet(text, words))
