"""What the pages of the desks are framed with: `{% load console %}`."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from fenbo.cases import scope, timeline
from fenbo.cases.conversation import conversation
from fenbo.cases.models import Case, WorkOrder
from fenbo.console import assisting, attachments, checking, choosing, menu, requester
from fenbo.core.ids import show_public_number
from fenbo.directory.doors import actor_of
from fenbo.publication import concealing

register = template.Library()


def _request(context: Context) -> HttpRequest:
    request: HttpRequest = context["request"]
    return request


@register.simple_tag(takes_context=True)
def desk_groups(context: Context) -> list[Any]:
    """The rail: titles with their links."""
    return menu.groups(actor_of(_request(context)))


@register.simple_tag(takes_context=True)
def desk_unit(context: Context) -> str:
    """The unit for which this person acts first."""
    request = _request(context)
    return actor_of(request).name.removesuffix(str(request.user)).strip()


@register.inclusion_tag("console/parts/requester.html", takes_context=True)
def requester_facts(context: Context, case: Case) -> dict[str, Any]:
    """The masked requester, with the way to reveal it where that is the actor's to ask."""
    return {"case": case, "who": requester.masked(case, actor_of(_request(context)))}


@register.inclusion_tag("console/parts/journal.html", takes_context=True)
def case_journal(context: Context, case: Case) -> dict[str, Any]:
    """Everything that happened to the case, for those who may read its journal."""
    actor = actor_of(_request(context))
    may = scope.may(actor, scope.Action.READ_JOURNAL, case)
    return {"entries": timeline.for_staff(case) if may else []}


@register.inclusion_tag("console/parts/messages.html", takes_context=True)
def case_messages(context: Context, case: Case) -> dict[str, Any]:
    """All that passed between the requester and us, and how what was sent went; the query code stays the requester's."""
    may = scope.may(actor_of(_request(context)), scope.Action.READ_JOURNAL, case)
    return {"pieces": conversation(case) if may else [], "case": case, "request": _request(context)}


@register.simple_tag(takes_context=True)
def papers_of(context: Context, case: Case) -> list[attachments.Paper] | None:
    """What came with the case, for the component that lists files; None where it might tell who brought it."""
    may = scope.may(actor_of(_request(context)), scope.Action.READ_FILES, case)
    return attachments.papers(case.pk) if may else None


@register.simple_tag(takes_context=True)
def said(context: Context, case: Case, text: str) -> str:
    """What came from the requester, as this reader may read it."""
    return concealing.as_read_by(actor_of(_request(context)), case, text)


@register.simple_tag(takes_context=True)
def knows_requester(context: Context, case: Case) -> bool:
    """Whether nothing about the requester is kept from this reader but by masking."""
    return concealing.knows_requester(actor_of(_request(context)), case)


@register.inclusion_tag("console/parts/reply_check.html", takes_context=True)
def reply_check(context: Context, case: Case, text: str | None, basis: str | None = "") -> dict[str, Any]:
    """What a reply lacks, said to who writes or reviews it; nothing while there is no text."""
    return {"checked": checking.checked(case, text or "", basis or "", actor_of(_request(context)))}


@register.inclusion_tag("console/parts/machine.html", takes_context=True)
def machine_drafts(context: Context, case: Case, order: WorkOrder | None = None) -> dict[str, Any]:
    """What a large model drafted, with the ways to ask it; nothing where no model is set."""
    return assisting.part(actor_of(_request(context)), case, order)


@register.simple_tag
def suggestions(*names: str) -> SafeString:
    """The lists that the page's boxes for units, hotlines, categories and regions suggest from."""
    return mark_safe("".join(choosing.datalist(name) for name in names))


@register.filter
def number(text: str) -> str:
    """A case's number as people read it."""
    return show_public_number(text) if text else ""
