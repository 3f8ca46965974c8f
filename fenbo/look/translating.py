"""Django's `{% load i18n %}`, in which a literal of a template is translated once for each language and not each time.

A page of the desks says two hundred of them, and Django makes a lazy text of each that it then casts, escapes and
searches for percent signs.
"""

from django import template
from django.template.base import FilterExpression, Node, Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()
register.tags = dict(i18n.register.tags)
register.filters = dict(i18n.register.filters)


class Literal(Node):
    """What the wrapped node gives, kept by language."""

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node = node
        self.kept: dict[str | None, str] = {}

    def render(self, context: template.Context) -> str:
        language = get_language()
        text = self.kept.get(language)
        if text is None:
            text = self.kept[language] = self.node.render(context)
        return text


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's own tag, but for a text in quotes that goes straight into the page."""
    node = i18n.do_translate(parser, token)
    said = node.filter_expression, node.message_context
    plain = not (node.asvar or node.noop) and all(one is None or _is_literal(one) for one in said)
    return Literal(node) if plain else node


def _is_literal(expression: FilterExpression) -> bool:
    return not expression.filters and getattr(expression.var, "literal", None) is not None
