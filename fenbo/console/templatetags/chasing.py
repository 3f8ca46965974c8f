"""Reminders and supervision orders on a case's page: `{% load chasing %}{% chasing case %}`."""

from typing import Any

from django import template
from django.template import Context

from fenbo.cases import scope
from fenbo.cases.lifecycle import OPEN, Move
from fenbo.cases.models import Case
from fenbo.directory.doors import actor_of
from fenbo.supervision import queries

register = template.Library()


@register.inclusion_tag("console/supervision/parts/chasing.html", takes_context=True)
def chasing(context: Context, case: Case) -> dict[str, Any]:
    """What was done to hurry the case, and the ways to do so that are this actor's."""
    actor = actor_of(context["request"])
    is_open = case.state in OPEN
    return {
        "case": case,
        "reminders": queries.reminded([case.pk]).get(case.pk, 0),
        "asked": queries.asked_after([case.pk]).get(case.pk, 0),
        "orders": queries.of_case(actor, case.pk),
        "may_remind": is_open and scope.may(actor, Move.REMIND, case),
        "may_supervise": is_open and scope.may(actor, Move.SUPERVISE, case),
    }
