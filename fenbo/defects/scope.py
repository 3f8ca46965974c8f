"""Who sees what was found wrong: the editors of the centre, who answer for the whole site."""

from django.db.models import QuerySet

from fenbo.cases.scope import centre_id
from fenbo.defects.models import Defect
from fenbo.directory.actors import Actor, ActorKind
from fenbo.directory.duties import Duty


def is_editor(actor: Actor) -> bool:
    return actor.kind == ActorKind.SYSTEM or actor.has(Duty.EDIT, centre_id())


def visible(actor: Actor) -> QuerySet[Defect]:
    """All of them or none."""
    rows = Defect.objects.order_by()
    return rows if is_editor(actor) else rows.none()
