"""The pages of the supervisor's desk, as tabs over each of them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fenbo.directory.doors import actor_of
from fenbo.directory.duties import Duty
from fenbo.look.components.links import Link

PAGES = (
    ("console:warnings", _("预警")),
    ("console:supervision_orders", _("督办单")),
    ("console:rates", _("三率")),
    ("console:burnt", _("用时")),
    ("console:cards", _("黄红牌")),
    ("console:most_asked", _("催单")),
    ("console:rechecks", _("办结复核")),
)
WATCHERS = (Duty.SUPERVISE, Duty.LEAD)


def tabs(request: HttpRequest) -> list[Link]:
    """Nothing for those who only came to answer a supervision order."""
    actor = actor_of(request)
    if not any(actor.has(duty) for duty in WATCHERS):
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        Link(str(label), reverse(name), current=name == here, key=str(number))
        for number, (name, label) in enumerate(PAGES, 1)
    ]
