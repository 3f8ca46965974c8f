"""Reading what was found wrong."""

from django.db.models import QuerySet

from fenbo.defects import scope
from fenbo.defects.models import Defect, DefectState
from fenbo.directory.actors import Actor

COUNTED = 100


def open_defects(actor: Actor) -> QuerySet[Defect]:
    """What waits, to be ordered by `due_at`."""
    return scope.visible(actor).filter(state=DefectState.OPEN)


def settled_defects(actor: Actor) -> QuerySet[Defect]:
    """What was settled and how, to be ordered by `settled_at`."""
    return scope.visible(actor).exclude(state=DefectState.OPEN).select_related("settled_by")


def waiting(actor: Actor) -> int:
    """How many wait, at most `COUNTED`."""
    return open_defects(actor)[:COUNTED].count()
