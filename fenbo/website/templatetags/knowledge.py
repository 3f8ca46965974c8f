"""What the pages of search results need: `{% load knowledge %}`."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse

from fenbo.knowledge.models import Item, ItemKind
from fenbo.knowledge.search import marking
from fenbo.website.knowledge.asking import PAGES

register = template.Library()


@register.simple_tag
def item_url(item: Item) -> str:
    return reverse(PAGES[ItemKind(item.kind)], args=[item.slug])


@register.inclusion_tag("website/knowledge/parts/spans.html")
def marked(text: str, words: Sequence[str]) -> dict[str, Any]:
    """The whole text with the words marked."""
    return {"spans": marking.spans(text, words)}


@register.inclusion_tag("website/knowledge/parts/spans.html")
def excerpt(text: str, words: Sequence[str]) -> dict[str, Any]:
    """The stretch of the text that has most of the words."""
    return {"spans": marking.snippet(text, words)}
