"""What everybody is to read, beside what it comes from, before the eyes of a second person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import scope
from fenbo.cases.lifecycle import MOVES, Move
from fenbo.console.centre import wordings
from fenbo.console.centre.forms import ReasonForm, area
from fenbo.console.frame import DeskForm, perform
from fenbo.core import clock, paging
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.look.components.links import Link
from fenbo.publication import operations, queries
from fenbo.publication.queries import Review

SIZE = 30
D = Duty
READERS = (D.PUBLISH, D.REVIEW, D.DISPATCH)


class PublishForm(DeskForm):
    compared = forms.BooleanField(label=_("已逐句对照原文，公示文本看不出是谁"))

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name != "compared"}


class WordingForm(DeskForm):
    title = forms.CharField(label=_("公示标题"), max_length=120)
    question = forms.CharField(label=_("公示诉求"), widget=area(8))
    answer = forms.CharField(label=_("公示答复"), widget=area(8))


class AnswerForm(ReasonForm):
    """The requester reads the reason, whichever way it was decided."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("诉求人在办理进度里能看到。")


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    label: object
    move: Move
    form: type[DeskForm]
    run: Callable[..., object]
    done: object
    key: str = ""
    kind: str = ""

    def is_open(self, review: Review, actor: Actor) -> bool:
        case = review.publication.case
        if self.move == Move.KEEP_PUBLIC and review.publication.take_down_asked_at is None:
            return False
        return (case.publication_state, self.move) in MOVES and scope.may(actor, self.move, case)

    def initial(self, review: Review) -> dict[str, Any]:
        row = review.publication
        return {"title": row.title, "question": row.question, "answer": row.answer}


ACTIONS: tuple[Action, ...] = (
    Action("publish", _("公示"), Move.PUBLISH, PublishForm, operations.publish, _("已公示。"), "y"),
    Action("wording", _("修改文本"), Move.PROPOSE, WordingForm, operations.propose, _("已提交，请另一位同事复核。"), "e"),
    Action("withhold", _("不公示"), Move.WITHHOLD, ReasonForm, operations.withhold, _("已定为不公示。"), "u", "danger"),
    Action("take_down", _("撤下"), Move.TAKE_DOWN, AnswerForm, operations.take_down, _("已撤下。"), "", "danger"),
    Action("keep", _("维持公示"), Move.KEEP_PUBLIC, AnswerForm, operations.keep_public, _("已答复诉求人。")),
)  # fmt: skip
BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}


@require_GET
@staff_door(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, the oldest first; and what requesters want taken down."""
    actor, down = actor_of(request), request.GET.get("tab") == "down"
    rows, by = (
        (queries.take_downs_asked(actor), "take_down_asked_at")
        if down
        else (queries.to_review(actor), "proposed_at")
    )
    page = paging.page(rows, by, before=request.GET.get("before"), after=request.GET.get("after"), size=SIZE)
    counts = queries.count_to_review(actor)
    address = reverse("console:publications")
    tabs = [
        Link(str(_("待复核")), address, counts["review"], not down, "1"),
        Link(str(_("申请撤下")), f"{address}?tab=down", counts["take_down"], down, "2"),
    ]
    context = {"page": page, "tabs": tabs, "down": down, "me": actor.staff_id}
    return render(request, "console/centre/publications.html", context)


@require_GET
@staff_door(*READERS)
def publication(request: HttpRequest, case_id: UUID) -> HttpResponse:
    review = queries.in_review(actor_of(request), case_id)
    action = next(iter(_open(review, actor_of(request))), None)
    form = (
        action.form(version=review.publication.case.version, initial=action.initial(review))
        if action
        else None
    )
    return _page(request, review, action, form, 200)


@require_GET
@staff_door(*READERS)
def preview(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The very page that everybody would read, before anybody does."""
    review = queries.in_review(actor_of(request), case_id)
    row = review.publication
    photos = [
        (reverse("console:publication_photo_shown", args=[case_id, one.original.pk]), one.picture.words)
        for one in review.pictures
        if one.copy and one.picture
    ]
    context = {"row": row, "alike": [], "photos": photos, "is_preview": row.published_at is None}
    return render(request, "website/publication.html", context)


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    action = BY_NAME.get(name)
    if action is None:
        raise OutOfScope
    actor = actor_of(request)
    review = queries.in_review(actor, case_id)
    scope.require(actor, action.move, review.publication.case)
    if request.method != "POST":
        form = action.form(version=review.publication.case.version, initial=action.initial(review))
        return _page(request, review, action, form, 200)
    form = action.form(request.POST)

    def again(status: int) -> HttpResponse:
        fresh = queries.in_review(actor, case_id)
        form.renew(fresh.publication.case.version)
        return _page(request, fresh, action, form, status)

    return perform(
        request,
        form,
        lambda values: action.run(case_id=case_id, actor=actor, now=clock.now(), **values),
        done=action.done,
        to=reverse("console:publications"),
        again=again,
    )


def _open(review: Review, actor: Actor) -> list[Action]:
    own = review.publication.proposed_by_id == actor.staff_id
    # Whoever prepared it may change it and must leave the publishing to somebody else.
    return [one for one in ACTIONS if one.is_open(review, actor) and not (own and one.move == Move.PUBLISH)]


def _page(
    request: HttpRequest, review: Review, action: Action | None, form: DeskForm | None, status: int
) -> HttpResponse:
    actor = actor_of(request)
    actions = _open(review, actor)
    context = {
        "review": review,
        "row": review.publication,
        "case": review.publication.case,
        "actions": actions,
        "action": action,
        "possible": action in actions,
        "own": review.publication.proposed_by_id == actor.staff_id,
        "wordings": wordings.told(review),
        "form": form,
    }
    return render(request, "console/centre/publication.html", context, status=status)
