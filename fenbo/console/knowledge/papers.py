"""What policies and collected answers share at the editors' desk: their way through review."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fenbo.console.frame import perform
from fenbo.console.knowledge.forms import RemarkForm
from fenbo.core import clock
from fenbo.directory.doors import actor_of
from fenbo.knowledge import scope
from fenbo.knowledge.lifecycle import Move, moves_from
from fenbo.knowledge.models import Collection, Policy
from fenbo.knowledge.operations import papers

NAMES: Mapping[str, Move] = {
    "write": Move.WRITE,
    "submit": Move.SUBMIT,
    "publish": Move.GO_LIVE,
    "send_back": Move.SEND_BACK,
    "retire": Move.RETIRE,
}
DONE = {
    "submit": _("已送审。"),
    "publish": _("已发布。"),
    "send_back": _("已退回。"),
    "retire": _("已停用。"),
}
REASONED = {"send_back": "remark", "retire": "reason"}


def actions(request: HttpRequest, paper: Policy | Collection) -> frozenset[str]:
    """The names of what this person can do with it now."""
    actor, possible = actor_of(request), moves_from(paper.state)
    if paper.author_id == actor.staff_id:
        possible -= {Move.GO_LIVE}
    return frozenset(
        name for name, move in NAMES.items() if move in possible and scope.may(actor, move, paper.owner_id)
    )


def act(
    request: HttpRequest, papers_of: QuerySet[Any], key: UUID, name: str, *, to: str, again: Any
) -> HttpResponse:
    """One step of a paper's way; `again(form, status)` shows its page with what was refused."""
    if name not in DONE:
        raise Http404
    form = RemarkForm(request.POST)
    if name not in REASONED:
        form.fields["remark"].required = False

    def run(values: dict[str, Any]) -> object:
        said = {REASONED[name]: values["remark"]} if name in REASONED else {}
        return getattr(papers, name)(
            papers=papers_of,
            paper_id=key,
            actor=actor_of(request),
            now=clock.now(),
            version=values.get("version"),
            **said,
        )

    return perform(
        request,
        form,
        run,
        done=DONE[name],
        to=reverse(to, args=[key]),
        again=lambda status: again(form, status),
    )
