"""Photographs that may stand beside a public text: cover faces and plates by hand, or keep them hidden."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.console.centre.forms import area
from fenbo.console.frame import DeskForm, perform
from fenbo.core import clock
from fenbo.core.errors import OutOfScope
from fenbo.directory.actors import Actor
from fenbo.directory.doors import actor_of, staff_door
from fenbo.directory.duties import Duty
from fenbo.files.serving import serve
from fenbo.publication import pictures, queries
from fenbo.publication.models import PublicPicture, Showing
from fenbo.publication.queries import Beside, Review

READERS = (Duty.PUBLISH, Duty.REVIEW, Duty.DISPATCH)


class PictureForm(DeskForm):
    """What becomes of one photograph. The drawn rectangles are lines of `areas`; they can be typed as well."""

    showing = forms.ChoiceField(
        label=_("这张照片"),
        choices=[
            (Showing.HIDDEN, _("不公示")),
            (Showing.COVERED, _("遮盖人脸、车牌等之后公示")),
            (Showing.WHOLE, _("已看过，没有人脸、车牌等，原样公示")),
        ],
        widget=forms.RadioSelect,
    )
    areas = forms.CharField(
        label=_("遮盖的地方"),
        required=False,
        widget=area(4),
        help_text=_("在照片上拖动画框，或每行写一处：左、上、宽、高的百分数，例如 10 20 15 30。"),
    )
    words = forms.CharField(
        label=_("照片说明"),
        required=False,
        max_length=200,
        help_text=_("写给看不见照片的人：照片上有什么。不写姓名。"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        showing = given.get("showing")
        if showing == Showing.COVERED and not (given.get("areas") or "").strip():
            self.add_error("areas", _("请至少遮盖一处；没有要遮盖的，请选“原样公示”。"))
        if showing in (Showing.COVERED, Showing.WHOLE) and not (given.get("words") or "").strip():
            self.add_error("words", _("请写照片说明。"))
        return given


def _find(request: HttpRequest, case_id: UUID, file_id: UUID) -> tuple[Review, Beside]:
    review = queries.in_review(actor_of(request), case_id)
    found = next((one for one in review.pictures if one.original.pk == file_id), None)
    if found is None:
        raise OutOfScope
    return review, found


@require_http_methods(["GET", "POST"])
@staff_door(*READERS)
def picture(request: HttpRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    review, found = _find(request, case_id, file_id)
    case = review.publication.case
    scope.require(actor, Move.PROPOSE, case)
    if request.method != "POST":
        return _page(request, review, found, PictureForm(version=case.version, initial=_initial(found)), 200)
    form = PictureForm(request.POST)

    def again(status: int) -> HttpResponse:
        fresh, beside = _find(request, case_id, file_id)
        form.renew(fresh.publication.case.version)
        return _page(request, fresh, beside, form, status)

    return perform(
        request,
        form,
        lambda given: _decide(case_id, file_id, actor, given),
        done=_("已保存，请另一位同事复核。"),
        to=reverse("console:publication", args=[case_id]),
        again=again,
    )


def _decide(case_id: UUID, file_id: UUID, actor: Actor, given: dict[str, Any]) -> PublicPicture:
    now, version = clock.now(), given.get("version")
    if given["showing"] == Showing.HIDDEN:
        return pictures.hide(case_id=case_id, file_id=file_id, actor=actor, now=now, version=version)
    return pictures.show(
        case_id=case_id,
        file_id=file_id,
        areas=pictures.read_areas(given["areas"]) if given["showing"] == Showing.COVERED else [],
        words=given["words"],
        actor=actor,
        now=now,
        version=version,
    )


def _initial(found: Beside) -> dict[str, Any]:
    row = found.picture
    if row is None:
        return {"showing": Showing.HIDDEN}
    lines = "\n".join(" ".join(f"{value:g}" for value in one) for one in row.areas)
    return {"showing": row.showing, "areas": lines, "words": row.words}


def _page(
    request: HttpRequest, review: Review, found: Beside, form: PictureForm, status: int
) -> HttpResponse:
    context = {"row": review.publication, "case": review.publication.case, "one": found, "form": form}
    return render(request, "console/centre/picture.html", context, status=status)


@require_GET
@staff_door(*READERS)
def shown(request: HttpRequest, case_id: UUID, file_id: UUID) -> FileResponse:
    """The copy that everybody would see."""
    _review, found = _find(request, case_id, file_id)
    if found.copy is None:
        raise OutOfScope
    return serve(found.copy)
