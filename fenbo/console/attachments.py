"""What was sent along with a case, for those who may see the case."""

from dataclasses import dataclass
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_GET

from fenbo.cases import scope
from fenbo.core.errors import OutOfScope
from fenbo.directory.doors import actor_of, staff_door
from fenbo.files.queries import attachments_of
from fenbo.files.serving import serve


@dataclass(frozen=True, slots=True)
class Paper:
    """One file as the component lists it."""

    name: str
    url: str
    size: int


def papers(case_id: UUID) -> list[Paper]:
    """The caller has made sure that the reader may read what came with the case."""
    return [
        Paper(row.name, reverse("console:file", args=[case_id, row.pk]), row.size)
        for row in attachments_of(case_id)
    ]


@require_GET
@staff_door()
def file(request: HttpRequest, case_id: UUID, file_id: UUID) -> FileResponse:
    actor = actor_of(request)
    case = scope.visible_cases(actor).filter(pk=case_id).first()
    if case is None:
        raise OutOfScope
    scope.require(actor, scope.Action.READ_FILES, case)
    found = attachments_of(case_id).filter(pk=file_id).first()
    if found is None:
        raise OutOfScope
    return serve(found)
